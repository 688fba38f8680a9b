import { check } from './check.js';
import type { CallOptions } from './client-options.js';
import type { Reply } from './exchange.js';
import { asRecord } from './lenient.js';
import { listQuery, ListFilterSchema, type ListFilter } from './list-filter.js';
import { nextCursor } from './next-cursor.js';
import { readTask, type RemoteTask } from './remote-task.js';
import { send } from './send.js';
import type { Settings } from './settings.js';

export interface TaskPage {
  tasks: RemoteTask[];
  /** `after` for the next page; null when this is the last one. */
  next: string | null;
}

/** The reference's default, always sent, so that a short page can be told from a full one. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

export async function listTasks(
  settings: Settings,
  filter: ListFilter,
  options: CallOptions,
): Promise<TaskPage> {
  const { limit = DEFAULT_LIMIT, ...rest } = check('list', ListFilterSchema, filter);
  const read = (json: unknown, reply: Reply): TaskPage | null => {
    const tasks = readTasks(json);
    if (tasks === null) return null;
    return { tasks, next: nextCursor({ headers: reply.headers, tasks, limit, after: rest.after }) };
  };
  return send(
    settings,
    {
      operation: 'list',
      method: 'GET',
      path: settings.pipelinePath,
      query: listQuery(rest, limit),
      expected: 'a list of tasks',
      read,
    },
    options,
  );
}

/** Every task of every page, one request at a time. `options` hold for each page. */
export async function* listAllTasks(
  settings: Settings,
  filter: Omit<ListFilter, 'before'>,
  options: CallOptions,
): AsyncGenerator<RemoteTask, void, undefined> {
  const seen = new Set<string>();
  let after = filter.after;
  do {
    const page = await listTasks(settings, { limit: MAX_LIMIT, ...filter, after }, options);
    yield* page.tasks;
    // A cursor seen before means a server that goes in circles.
    after = page.next === null || seen.has(page.next) ? undefined : page.next;
    if (after !== undefined) seen.add(after);
  } while (after !== undefined);
}

/** A bare array, or `{data: […]}`. One unreadable element spoils the page: leaving it out would look like its absence. */
function readTasks(json: unknown): RemoteTask[] | null {
  const items = Array.isArray(json) ? json : asRecord(json)?.data;
  if (!Array.isArray(items)) return null;
  const tasks = items.map((item) => readTask(item)).filter((task) => task !== null);
  return tasks.length === items.length ? tasks : null;
}
