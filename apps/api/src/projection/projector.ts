import type { CallbackStore, ProjectionStore } from '@org/media-catalog';
import type { Clock } from '@org/ittybit-client';
import type { Log } from '@org/media-activities';
import { createBatchWatch, type AskBatch } from './batch-watch.js';
import { createRunFinder } from './find-runs.js';
import { backOffMs } from './follow/back-off.js';
import { createFollowers } from './follow/followers.js';
import { createUpdateWriter } from './follow/update-writer.js';
import type { HistorySource } from './history/history-source.js';
import { noProjectionMetrics, type ProjectionMetrics } from './projection-metrics.js';
import { repeat, type Repeated } from './repeat.js';
import {
  abandonCallbacks,
  startDueCallbacks,
  type IsDelivering,
  type StartCallback,
} from './start-callbacks.js';

/** Between two tries to become the one that projects. In ms. */
const LEAD_AGAIN_MS = 2_000;
/** Between two looks at everything that runs: what the looks at what is new have missed. In ms. */
const LOOK_AT_ALL_MS = 30_000;
const DEFAULT_INTERVAL_MS = 500;

export interface ProjectorDependencies {
  readonly source: HistorySource;
  readonly projection: ProjectionStore;
  readonly callbacks: Pick<CallbackStore, 'pending' | 'markDelivering' | 'overdue' | 'abandon'>;
  readonly askBatch: AskBatch;
  readonly startCallback: StartCallback;
  readonly isDelivering: IsDelivering;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: ProjectionMetrics;
  /** The tenant of workflows that nobody started through the API. Without it they are not in the catalog. */
  readonly adoptTenant?: string | undefined;
  /** How often a busy workflow is read, and new ones are looked for. Default: 500. */
  readonly intervalMs?: number;
}

export interface Projector {
  /** Until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Writes into the catalog what happens in Temporal, while no other process does. */
export function createProjector(deps: ProjectorDependencies): Projector {
  const { clock, log, metrics = noProjectionMetrics, projection } = deps;
  return {
    run: async (signal) => {
      const isOver = (): boolean => signal.aborted;
      for (let failures = 0; !signal.aborted;) {
        try {
          await projection.asOnlyOne((leading) => lead(deps, AbortSignal.any([signal, leading])), signal);
          failures = 0;
        } catch (error) {
          if (isOver()) return;
          failures++;
          metrics.failed('lead');
          log.warn('the catalog is not written; it is tried again', { reason: String(error), failures });
        }
        const waitMs = failures > 0 ? backOffMs(failures) : LEAD_AGAIN_MS;
        await clock.sleep(waitMs, signal).catch(() => undefined);
      }
    },
  };
}

/** Everything that is remembered is of this time of leading: whoever is next begins with what the catalog says. */
async function lead(deps: ProjectorDependencies, signal: AbortSignal): Promise<void> {
  const { source, projection, clock, log, metrics = noProjectionMetrics } = deps;
  const intervalMs = deps.intervalMs ?? DEFAULT_INTERVAL_MS;
  log.info('this process writes the catalog');
  const watch = createBatchWatch({ ask: deps.askBatch, projection, clock, log, metrics });
  const write = createUpdateWriter(projection, metrics);
  const followers = createFollowers(
    {
      read: source.read,
      save: (update) =>
        write(update).then(() => {
          watch.moved(update);
        }),
      clock,
      log,
      metrics,
      adoptTenant: deps.adoptTenant,
      intervalMs,
    },
    signal,
  );
  const finder = createRunFinder({ source, projection, followers, clock });

  const loops: readonly Repeated[] = [
    { what: 'look', everyMs: LOOK_AT_ALL_MS, work: finder.lookAtAll },
    { what: 'look', everyMs: intervalMs, work: finder.lookAtNew },
    { what: 'status', everyMs: intervalMs, work: watch.round },
    {
      what: 'callback',
      everyMs: 2 * intervalMs,
      work: (ending) => startDueCallbacks(deps.callbacks, deps.startCallback, ending),
    },
    {
      what: 'callback',
      everyMs: LOOK_AT_ALL_MS,
      work: (ending) =>
        abandonCallbacks(deps.callbacks, deps.isDelivering, { now: clock.now(), signal: ending }),
    },
  ];
  await Promise.all(loops.map((loop) => repeat(loop, { clock, log, metrics }, signal)));
  await followers.ended();
}
