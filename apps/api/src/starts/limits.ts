import type { Catalog } from '@org/media-catalog';
import type { Caller } from '../http/api-env.js';
import { limited } from '../http/problem.js';

/** When something that runs may have ended. In seconds. */
const RETRY_SECONDS = 30;

export interface StartLimits {
  /** Runs `start` if the key may have one more pipeline running. */
  readonly pipeline: <T>(caller: Caller, start: () => Promise<T>) => Promise<T>;
  /** Runs `start` if the key has room for a batch: how long its list is, is known only later. */
  readonly batch: <T>(caller: Caller, start: () => Promise<T>) => Promise<T>;
}

/**
 * What a key may have under way, counted in the catalog, and by what this process is just starting: requests that come
 * at once would all see the same count. Several processes can each let one through too many.
 */
export function createStartLimits({
  pipelines,
  batches,
}: Pick<Catalog, 'pipelines' | 'batches'>): StartLimits {
  const starting = new Map<string, number>();
  async function reserve<T>(
    name: string,
    isFull: (others: number) => Promise<boolean>,
    start: () => Promise<T>,
    told: string,
  ): Promise<T> {
    const others = starting.get(name) ?? 0;
    starting.set(name, others + 1);
    try {
      if (await isFull(others)) throw limited(told, RETRY_SECONDS);
      return await start();
    } finally {
      const left = (starting.get(name) ?? 1) - 1;
      if (left === 0) starting.delete(name);
      else starting.set(name, left);
    }
  }
  return {
    pipeline: ({ key: { id, tenantId, limits } }, start) =>
      reserve(
        `pipeline/${id}`,
        async (others) => (await pipelines.countRunning(tenantId, id)) + others >= limits.runningPipelines,
        start,
        `This key may have ${limits.runningPipelines} pipelines running. Wait until one has ended, or send a batch.`,
      ),
    batch: ({ key: { id, tenantId, limits } }, start) =>
      reserve(
        `batch/${id}`,
        async (others) => others > 0 || (await batches.countQueuedItems(tenantId, id)) >= limits.queuedItems,
        start,
        `This key may have ${limits.queuedItems} items of batches under way, and start one batch at a time.`,
      ),
  };
}
