import type { WorkflowUpdate } from '@org/media-catalog';
import type { Clock } from '@org/ittybit-client';
import type { Log } from '@org/media-activities';
import type { HistoryEvent, HandedOverEvent } from '../history/history-event.js';
import type { HistoryPage, HistorySource } from '../history/history-source.js';
import { ownershipOf } from '../owner.js';
import type { ProjectionMetrics } from '../projection-metrics.js';
import { backOffMs } from './back-off.js';
import { takePage, type FollowedRun, type Reading } from './reading.js';

export interface FollowDependencies {
  /** Who is in a hurry is read before others, where not all can be read at once. */
  readonly read: (
    run: FollowedRun,
    options: Parameters<HistorySource['read']>[1] & { readonly inHurry: boolean },
  ) => ReturnType<HistorySource['read']>;
  /** Resolves when it is written. */
  readonly save: (update: WorkflowUpdate) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ProjectionMetrics;
  readonly adoptTenant: string | undefined;
  /** A run that is busy is read so often, whatever happens in it. */
  readonly intervalMs: number;
  /** How long a run that is idle may hold the connection. */
  readonly waitMs: () => number;
}

/** A run that is read as long as it goes on. */
export interface RunFollower {
  readonly run: () => FollowedRun;
  /** Where the catalog said that it stands, when it was asked. When that is news, everything is read again. */
  readonly check: (lastEventId: number, askedAt: number) => void;
  /** Reads to the end; resolves with the run that goes on with it, if one does. `onPage` is told of every page taken in. */
  readonly follow: (signal: AbortSignal, onPage: () => void) => Promise<string | undefined>;
}

/** Trouble with one run is its own: it is tried again, and others are not kept waiting. */
export function createRunFollower(followed: FollowedRun, deps: FollowDependencies): RunFollower {
  const { clock, log, metrics } = deps;
  let run = followed;
  let reading: Reading = {};
  let saving = false;
  let savedAt = -Infinity;
  /** What moved a moment ago moves again soon. */
  let inHurry = true;

  /** Nothing counts as read before it is written. */
  async function takeIn(page: HistoryPage): Promise<boolean> {
    const ownership = (memo: unknown) => ownershipOf(memo, deps.adoptTenant);
    const { reading: after, update } = takePage(run, reading, { page, ownershipOf: ownership });
    metrics.read({ events: page.events.length, ignored: page.ignored });
    if (update) {
      saving = true;
      await deps.save(update).finally(() => (saving = false));
      savedAt = clock.now();
      run = { ...run, lastEventId: update.lastEventId };
      metrics.lag(clock.now() - (page.events.at(-1)?.at ?? clock.now()));
    }
    reading = after;
    return update !== undefined;
  }

  async function step(signal: AbortSignal): Promise<{ readonly over: boolean; readonly newRunId?: string }> {
    const before = reading;
    const page = await deps.read(run, { cursor: before.cursor, waitMs: deps.waitMs(), signal, inHurry });
    // Meanwhile it was found that all has to be read again.
    if (reading !== before) return { over: false };
    if (page === 'gone') {
      log.warn('Temporal has dropped a history before it was read', {
        workflowId: run.workflowId,
        runId: run.runId,
      });
      return { over: true };
    }
    const changed = await takeIn(page);
    const { ownership } = reading;
    if (ownership && 'problem' in ownership) {
      log.info('a workflow is not in the catalog', { workflowId: run.workflowId, reason: ownership.problem });
      return { over: true, ...withNewRun(page.events) };
    }
    if (!page.next) return { over: true, ...withNewRun(page.events) };
    inHurry = page.events.length > 0;
    // After nothing, too: a server that answers at once instead of waiting must not be asked in a loop.
    if (changed || !inHurry) await clock.sleep(deps.intervalMs, signal);
    return { over: false };
  }

  return {
    run: () => run,
    check: (lastEventId, askedAt) => {
      if (saving || savedAt >= askedAt || lastEventId === run.lastEventId) return;
      log.warn('the catalog stands elsewhere than it was left', { workflowId: run.workflowId, lastEventId });
      run = { ...run, lastEventId };
      reading = {};
    },
    follow: async (signal, onPage) => {
      for (let failures = 0; ;) {
        try {
          const { over, newRunId } = await step(signal);
          onPage();
          if (over) return newRunId;
          failures = 0;
        } catch (error) {
          signal.throwIfAborted();
          failures++;
          metrics.failed('workflow');
          tell(error, failures);
          // What was not written is read again from the same cursor, which may be what is wrong.
          if (failures % 3 === 0) reading = {};
          await clock.sleep(backOffMs(failures), signal);
        }
      }
    },
  };

  /** Of an outage everybody hears once, from whoever looks for workflows; of what lasts, each workflow tells. */
  function tell(error: unknown, failures: number): void {
    const { workflowId, runId, lastEventId } = run;
    const attributes = { workflowId, runId, lastEventId, failures, reason: String(error) };
    if (failures < 3) log.debug('a workflow could not be read', attributes);
    else log.warn('a workflow cannot be read into the catalog; it is tried again', attributes);
  }
}

function withNewRun(events: readonly HistoryEvent[]): { newRunId?: string } {
  const end = events.find((event): event is HandedOverEvent => event.type === 'handedOver');
  return end?.newRunId === undefined ? {} : { newRunId: end.newRunId };
}
