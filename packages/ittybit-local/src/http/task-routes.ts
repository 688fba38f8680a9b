import { ApiError, requestInvalid } from '../api-error.js';
import type { CreateCall, CreateOutcome } from '../create-task.js';
import type { FaultSwitchboard, FaultTarget } from '../fault-switchboard.js';
import { toChildResource, toResource, type View } from '../resource.js';
import type { TaskStore } from '../store/task-store.js';
import { parentIdsOf } from '../task-id.js';
import { inputUrl, type Collection, type TaskRecord } from '../task-record.js';
import { parseListQuery, type ListQueryParameters } from './list-query.js';
import { json, type Reply } from './reply.js';
import type { Call, Route } from './router.js';

export interface TaskRouteDependencies {
  tasks: TaskStore;
  faults: FaultSwitchboard;
  now: () => number;
  publicUrl: () => string;
  create: (call: CreateCall) => CreateOutcome;
  /** How a task shows on this route, as the settings and faults say. */
  viewOf: (task: TaskRecord, route: 'get' | 'list' | 'create') => View;
}

/** Creating, reading and listing, under each of the three names. */
export function taskRoutes(dependencies: TaskRouteDependencies): Route[] {
  return (['jobs', 'tasks', 'steps'] as const).flatMap((collection): Route[] => [
    {
      kind: 'list',
      postKind: 'create',
      pattern: new RegExp(`^/${collection}/?$`),
      keyNeeded: true,
      methods: {
        GET: (call) => list(dependencies, collection, call),
        POST: (call) => create(dependencies, collection, call),
      },
    },
    {
      kind: 'get',
      pattern: new RegExp(`^/${collection}/([^/]+)$`),
      keyNeeded: true,
      methods: { GET: (call) => get(dependencies, collection, call) },
    },
  ]);
}

function create({ create: createTask }: TaskRouteDependencies, collection: Collection, call: Call): Reply {
  const header = call.headers['idempotency-key'];
  const idempotencyKey = typeof header === 'string' && header !== '' ? header : null;
  if (idempotencyKey !== null && idempotencyKey.length > 255) {
    throw requestInvalid('the Idempotency-Key has more than 255 characters');
  }
  const { status, reply } = createTask({
    collection,
    body: call.body,
    idempotencyKey,
    account: call.account,
  });
  return { status, text: reply };
}

function get(dependencies: TaskRouteDependencies, collection: Collection, call: Call): Reply {
  const { tasks, faults, now, viewOf } = dependencies;
  const [id = ''] = call.parameters;
  tasks.settle(now());
  const task = tasks.get(id);
  if (!task) {
    const child = findChild(dependencies, id, collection);
    if (child) return json(200, child);
  }
  if (task?.collection !== collection || task.status === 'lost') throw taskNotFound(id, collection);
  if (faults.take('notFound', targetOf(task, 'get'))) throw taskNotFound(id, collection);
  return json(200, toResource(task, viewOf(task, 'get')));
}

/** Children of a job are tasks, children of a task are steps; they are read by their id but never listed. */
function findChild({ tasks, viewOf }: TaskRouteDependencies, id: string, collection: Collection): unknown {
  const child = parentIdsOf(id);
  if (!child || !id.startsWith(collection === 'steps' ? 'step_' : 'task_')) return null;
  const parent = child.parentIds.map((parentId) => tasks.get(parentId)).find((task) => task !== null);
  return parent ? toChildResource(parent, child.place, viewOf(parent, 'get')) : null;
}

function list(dependencies: TaskRouteDependencies, collection: Collection, call: Call): Reply {
  const { tasks, faults, now, viewOf, publicUrl } = dependencies;
  const query = parseListQuery(call.query);
  tasks.settle(now());
  for (const cursor of [query.after, query.before]) {
    if (cursor !== undefined && tasks.get(cursor)?.collection !== collection)
      throw unknownCursor(cursor, collection);
  }
  const lag = faults.take('listLag', { route: 'list' });
  const page = tasks.list({ ...query, collection, asOf: lag ? now() - lag.ms : undefined });
  const shown = page.tasks.filter((task) => !faults.take('notFound', targetOf(task, 'list')));
  const last = page.tasks.at(-1);
  return json(
    200,
    shown.map((task) => toResource(task, viewOf(task, 'list'))),
    {
      limit: query.limit,
      'has-more': String(page.hasMore),
      ...(page.hasMore && last
        ? { link: `<${publicUrl()}${nextPage(collection, query, last.id)}>; rel="next"` }
        : {}),
    },
  );
}

function targetOf(task: TaskRecord, route: 'get' | 'list'): FaultTarget {
  return { route, taskKind: task.request.kind, inputUrl: inputUrl(task.request) };
}

function nextPage(
  collection: Collection,
  { before: _before, ...query }: ListQueryParameters,
  after: string,
): string {
  const parameters = Object.entries({ ...query, after }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return `/${collection}?${new URLSearchParams(parameters).toString()}`;
}

function taskNotFound(id: string, collection: Collection): ApiError {
  const name = collection.slice(0, -1);
  return new ApiError(404, `${name}_not_found`, `There is no ${name} ${id}.`);
}

function unknownCursor(id: string, collection: Collection): ApiError {
  return requestInvalid(`after and before must be the id of one of the ${collection}; ${id} is not`);
}
