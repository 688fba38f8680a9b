import type { ActivityRow, BatchRow, PipelineRow, ResourceKind, WorkflowUpdate } from '@org/media-catalog';
import type { EndEvent, HandedOverEvent, HistoryEvent, StartedEvent } from '../history/history-event.js';
import type { Owner } from '../owner.js';
import { abandonActivities, trackActivity, type OpenActivities } from './activity-rows.js';
import { createChanges, type News } from './changes.js';

/** A run of a workflow, and whose it is. */
export interface ProjectedRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly owner: Owner;
}

/** The next events of a run, oldest first; at least one. */
export interface Chunk {
  readonly run: ProjectedRun;
  readonly events: readonly HistoryEvent[];
}

/** How a kind of workflow is read. Every function is pure. */
export interface Reducer<State> {
  readonly kind: ResourceKind;
  readonly begin: (run: ProjectedRun, started: StartedEvent) => State;
  /** `activity` is the one that the event is of, as it is after it. */
  readonly next: (state: State, event: HistoryEvent, activity: ActivityRow | undefined) => State;
  /** What the step from one state to the next tells. Without `before`, what the beginning tells. */
  readonly news: (before: State | undefined, after: State) => News;
  readonly row: (state: State) => { readonly pipeline: PipelineRow } | { readonly batch: BatchRow };
}

/** Where a run stands after some of its events. */
export interface Projection<State> {
  readonly state: State;
  readonly open: ReadonlyMap<number, ActivityRow>;
  /** The events so far were copied from the run that was reset, which told of them. */
  readonly copied: boolean;
}

export interface Projected<State> {
  readonly projection: Projection<State>;
  readonly update: WorkflowUpdate;
}

/**
 * Folds events into where a run stands and what is to be written of it. A run tells all about itself, also one that
 * was handed over to: nothing has to be known of the runs before it.
 */
export function project<State>(
  reducer: Reducer<State>,
  previous: Projection<State> | undefined,
  { run, events }: Chunk,
): Projected<State> {
  const open: OpenActivities = new Map(previous?.open);
  const changes = createChanges();
  let state = previous?.state;
  let copied = previous?.copied ?? false;

  for (const event of events) {
    const before = state;
    const activity = trackActivity(open, event, run);
    if (event.type === 'started') {
      state = reducer.begin(run, event);
      copied = event.originalRunId !== run.runId;
    } else {
      if (before === undefined) throw new Error(`the history of ${run.workflowId} begins with ${event.type}`);
      state = reducer.next(before, event, activity);
    }
    if (event.type === 'reset' && event.newRunId === run.runId) {
      copied = false;
      for (const row of open.values()) changes.activity(row);
    }
    if (copied) continue;
    if (activity) changes.activity(activity);
    changes.news(reducer.news(before, state));
    if (isLast(event)) abandonActivities(open, changes, { at: event.at, why: whyAbandoned(event) });
  }
  if (state === undefined) throw new Error(`there are no events of ${run.workflowId} to read`);
  const { workflowId, runId } = run;
  const last = events.at(-1);
  return {
    projection: { state, open, copied },
    update: {
      kind: reducer.kind,
      workflowId,
      runId,
      lastEventId: last?.id ?? 0,
      ...(last && isLast(last) && { runEnded: true }),
      ...reducer.row(state),
      ...changes.collected(),
    },
  };
}

/** Nothing follows such an event in its run. */
export function isLast(event: HistoryEvent): event is EndEvent | HandedOverEvent {
  return LAST.has(event.type);
}

const LAST: ReadonlySet<HistoryEvent['type']> = new Set<HistoryEvent['type']>([
  'completed',
  'failed',
  'cancelled',
  'terminated',
  'timedOut',
  'handedOver',
]);

function whyAbandoned(event: EndEvent | HandedOverEvent): string {
  return event.type === 'handedOver'
    ? 'its run was handed over: the next one schedules it again if it is still needed'
    : 'the workflow ended before it did';
}
