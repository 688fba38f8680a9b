import type { ProjectionStore } from '@org/media-catalog';
import type { Clock } from '@org/ittybit-client';
import type { Followers, FoundRun } from './follow/followers.js';
import type { HistorySource, ListedRun, RunFilter } from './history/history-source.js';

/** How far looks overlap, since visibility lags: those at what began lately, and those at all. In ms. */
const OVERLAP_MS = 5_000;
const WIDE_OVERLAP_MS = 120_000;

/** How runs are found. Those that hand over name the next one themselves. */
export interface RunFinder {
  /** All that run, and all that ended since the last look; the first one goes back as far as Temporal does. */
  readonly lookAtAll: (signal: AbortSignal) => Promise<void>;
  /** Those that began since the last look, and those that ended: these are read before the others. */
  readonly lookAtNew: (signal: AbortSignal) => Promise<void>;
}

export function createRunFinder(options: {
  readonly source: Pick<HistorySource, 'list'>;
  readonly projection: Pick<ProjectionStore, 'unfinished' | 'open'>;
  readonly followers: Pick<Followers, 'add' | 'knows' | 'check' | 'hurry'>;
  readonly clock: Clock;
}): RunFinder {
  const { source, projection, followers, clock } = options;
  let closedSince: number | undefined;
  /** By Temporal's clock, as far as it is known. */
  let newestStart = clock.now() - WIDE_OVERLAP_MS;
  let newestEnd = newestStart;

  async function list(filter: RunFilter, signal: AbortSignal): Promise<(FoundRun & ListedRun)[]> {
    const found: (FoundRun & ListedRun)[] = [];
    for await (const page of source.list(filter, signal)) {
      for (const { startedAt, closedAt = 0 } of page) {
        newestStart = Math.max(newestStart, startedAt);
        newestEnd = Math.max(newestEnd, closedAt);
      }
      followers.hurry(page.filter(({ running }) => !running).map(({ runId }) => runId));
      found.push(...(await unread(page)));
    }
    return found;
  }

  /** What nobody reads yet, and the catalog does not know as ended. */
  async function unread(page: readonly ListedRun[]): Promise<(FoundRun & ListedRun)[]> {
    const unknown = page.filter(({ runId }) => !followers.knows(runId));
    if (unknown.length === 0) return [];
    const runs = unknown.map(({ workflowId, runId }) => ({ workflowId, runId }));
    const standing = await projection.unfinished(runs);
    const positions = new Map(standing.map(({ runId, lastEventId }) => [runId, lastEventId]));
    return unknown.flatMap((run) => {
      const lastEventId = positions.get(run.runId);
      return lastEventId === undefined ? [] : [{ ...run, lastEventId }];
    });
  }

  /** The catalog may know of runs that visibility does not show, and of others may know less than it was told. */
  async function compareWithCatalog(): Promise<void> {
    const askedAt = clock.now();
    const open = await projection.open();
    followers.check(open, askedAt);
    const unseen = open.filter(({ runId }) => !followers.knows(runId));
    followers.add(unseen.map((run) => ({ ...run, running: true })));
  }

  return {
    lookAtAll: async (signal) => {
      const now = clock.now();
      const running = await list({ running: true }, signal);
      const closed = await list({ closedSince }, signal);
      followers.add([...closed, ...running].sort((a, b) => a.startedAt - b.startedAt));
      await compareWithCatalog();
      closedSince = now - WIDE_OVERLAP_MS;
    },
    lookAtNew: async (signal) => {
      // The runs of a workflow are read in their order: first those of before.
      if (closedSince === undefined) return;
      const since = { startedSince: newestStart - OVERLAP_MS, orClosedSince: newestEnd - OVERLAP_MS };
      const found = await list(since, signal);
      followers.add(found.sort((a, b) => a.startedAt - b.startedAt));
    },
  };
}
