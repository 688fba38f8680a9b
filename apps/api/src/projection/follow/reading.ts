import type { ResourceKind, WorkflowUpdate } from '@org/media-catalog';
import type { HistoryEvent } from '../history/history-event.js';
import type { HistoryCursor, HistoryPage } from '../history/history-source.js';
import type { Ownership } from '../owner.js';
import { projectBatch } from '../reduce/project-batch.js';
import { projectPipeline } from '../reduce/project-pipeline.js';
import type { Chunk, Projected, Projection } from '../reduce/project.js';

/** A run, and the last of its events that the catalog has; 0 for none. */
export interface FollowedRun {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  readonly lastEventId: number;
}

/** How far a run was read. Only what was read from its first event on can be gone on from. */
export interface Reading {
  readonly cursor?: HistoryCursor;
  readonly projection?: Projection<unknown>;
  readonly ownership?: Ownership;
}

type Project = (previous: Projection<unknown> | undefined, chunk: Chunk) => Projected<unknown>;

const PROJECT = { pipeline: projectPipeline as Project, batch: projectBatch as Project };

/**
 * Takes a page in. What the catalog has already is read again without a word, so that the rest can be understood;
 * what it has not yet is an update, if it changes anything.
 */
export function takePage(
  run: FollowedRun,
  reading: Reading,
  { page, ownershipOf }: { page: HistoryPage; ownershipOf: (memo: unknown) => Ownership },
): { readonly reading: Reading; readonly update?: WorkflowUpdate } {
  const { events, next: cursor } = page;
  const [first] = events;
  const ownership = first?.type === 'started' ? ownershipOf(first.memo) : reading.ownership;
  const after = { ...(cursor && { cursor }), ...(ownership && { ownership }) };
  let { projection } = reading;
  if (!ownership || 'problem' in ownership) return { reading: after };

  const { kind, workflowId, runId, lastEventId } = run;
  const fold = (chunk: readonly HistoryEvent[]): WorkflowUpdate | undefined => {
    if (chunk.length === 0) return undefined;
    const projected = PROJECT[kind](projection, {
      run: { workflowId, runId, owner: ownership.owner },
      events: chunk,
    });
    projection = projected.projection;
    return projected.update;
  };
  const known = events.findIndex(({ id }) => id > lastEventId);
  fold(known < 0 ? events : events.slice(0, known));
  const fresh = known < 0 ? [] : events.slice(known);
  const update = fold(fresh);
  const changes = update && (fresh.some(({ type }) => type !== 'taskCompleted') || update.events.length > 0);
  return {
    reading: { ...after, ...(projection && { projection }) },
    ...(changes && { update: { ...update, afterEventId: lastEventId } }),
  };
}
