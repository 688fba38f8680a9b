import type { ProjectionStore, WorkflowUpdate } from '@org/media-catalog';
import type { BatchStatus } from '@org/media-contracts';
import type { Clock } from '@org/ittybit-client';
import type { Log } from '@org/media-activities';
import { batchProgress } from './batch-progress.js';
import { createPlaces } from './follow/places.js';
import { withoutSecrets } from './history/without-secrets.js';
import type { ProjectionMetrics } from './projection-metrics.js';

/** Between two questions to one batch, each of which costs a worker a task. In ms. */
const ASK_EVERY_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** Batches that are asked at once. */
const MAX_QUESTIONS = 10;

/** Asks a batch for its own word. Undefined when it does not answer. */
export type AskBatch = (workflowId: string, signal: AbortSignal) => Promise<BatchStatus | undefined>;

/** What batches say of themselves, beside what their histories tell. */
export interface BatchWatch {
  /** Only a batch whose history has moved has something new to say. */
  readonly moved: (update: WorkflowUpdate) => void;
  /** Begins to ask those whose turn it is. */
  readonly round: (signal: AbortSignal) => Promise<void>;
}

interface Watched {
  moved: boolean;
  asking: boolean;
  notBefore: number;
  silent: number;
  last?: BatchStatus;
}

export function createBatchWatch(options: {
  readonly ask: AskBatch;
  readonly projection: Pick<ProjectionStore, 'saveBatchStatus'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ProjectionMetrics;
}): BatchWatch {
  const { ask, projection, clock, log, metrics } = options;
  const batches = new Map<string, Watched>();
  const places = createPlaces(MAX_QUESTIONS);

  async function question(workflowId: string, batch: Watched, signal: AbortSignal): Promise<void> {
    batch.moved = false;
    batch.asking = true;
    try {
      const answer = await places.use({ name: workflowId, inHurry: false, signal }, () =>
        ask(workflowId, signal),
      );
      if (!answer) throw new Error('it did not answer in time');
      const status = withoutSecrets(answer) as BatchStatus;
      const progress = batchProgress(batch.last, status);
      await projection.saveBatchStatus(workflowId, status, progress && [progress]);
      batch.last = status;
      batch.silent = 0;
      batch.notBefore = clock.now() + ASK_EVERY_MS;
    } catch (error) {
      if (signal.aborted) return;
      // Without a worker for it nothing moves either, so that its history says enough.
      log.debug('a batch does not tell its status', { workflowId, reason: String(error) });
      metrics.failed('status');
      batch.moved = true;
      batch.notBefore = clock.now() + Math.min(LONGEST_WAIT_MS, ASK_EVERY_MS * 2 ** ++batch.silent);
    } finally {
      batch.asking = false;
    }
  }

  return {
    moved: ({ kind, workflowId, batch: row }) => {
      if (kind !== 'batch' || !row) return;
      if (row.closedAt !== undefined) {
        batches.delete(workflowId);
        return;
      }
      const known = batches.get(workflowId);
      if (known) known.moved = true;
      else batches.set(workflowId, { moved: true, asking: false, notBefore: 0, silent: 0 });
    },
    round: async (signal) => {
      const now = clock.now();
      const due = [...batches].filter(
        ([, { moved, asking, notBefore }]) => moved && !asking && notBefore <= now,
      );
      // One that is silent must not keep the others waiting.
      for (const [workflowId, batch] of due) void question(workflowId, batch, signal);
    },
  };
}
