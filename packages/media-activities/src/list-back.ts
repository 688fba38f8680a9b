import type { ListFilter, RemoteTask } from '@org/ittybit-client';

/**
 * Pages of a list, newest first, back to a time of the service's clock.
 *
 * A cursor that comes back would page for ever, so it ends the list. Without a creation time on the tasks
 * only `maxPages` ends it, which is why whoever calls says how many are worth it.
 */
export async function* listBack(options: {
  readonly list: (filter: ListFilter) => Promise<{ tasks: RemoteTask[]; next: string | null }>;
  readonly filter: ListFilter;
  /** Milliseconds since the epoch; older tasks may be on the last page, not beyond. */
  readonly backTo: number;
  readonly maxPages: number;
}): AsyncGenerator<RemoteTask[], void, undefined> {
  const { list, filter, backTo, maxPages } = options;
  const cursors = new Set<string>();
  let after = filter.after;
  for (let page = 0; page < maxPages; page++) {
    const { tasks, next } = await list({ ...filter, order: 'desc', ...(after !== undefined && { after }) });
    yield tasks;
    const oldest = tasks.at(-1)?.createdAt ?? undefined;
    if (next === null || cursors.has(next) || (oldest !== undefined && oldest < backTo)) return;
    cursors.add(next);
    after = next;
  }
}
