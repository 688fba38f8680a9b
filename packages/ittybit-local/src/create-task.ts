import { ApiError } from './api-error.js';
import { canonicalJson, digest } from './canonical-json.js';
import type { FaultSwitchboard } from './fault-switchboard.js';
import { parseCreate } from './schema/create-schema.js';
import type { Simulation } from './schema/simulation-schema.js';
import { planTask } from './simulation.js';
import { checkDestination, checkSourceUrl, checkWebhookUrl, type SourceUrlPolicy } from './source-url.js';
import type { Database } from './store/database.js';
import type { IdempotencyStore } from './store/idempotency-store.js';
import { askedOf, type LedgerStore } from './store/ledger.js';
import type { NewTask, TaskStore } from './store/task-store.js';
import { decideFate } from './task-fate.js';
import { newTaskId } from './task-id.js';
import { inputUrl, type Collection, type TaskRecord, type TaskRequest } from './task-record.js';

export interface TaskCreatorDependencies {
  database: Database;
  tasks: TaskStore;
  ledger: LedgerStore;
  idempotency: IdempotencyStore;
  faults: FaultSwitchboard;
  simulation: Simulation | null;
  seed: number;
  now: () => number;
  sourceUrls: SourceUrlPolicy;
  render: (task: TaskRecord) => Record<string, unknown>;
  /** Told of each new task, within the change that creates it. */
  onCreated: (task: TaskRecord) => void;
}

export interface CreateCall {
  collection: Collection;
  body: unknown;
  idempotencyKey: string | null;
  /** Whom the key belongs to. */
  account: string;
}

export interface CreateOutcome {
  /** 201 for a new task, 200 for a replay. */
  status: 200 | 201;
  /** JSON text of the reply. */
  reply: string;
}

/**
 * Creates a task, or finds the one that the same key has created.
 *
 * Runs without a pause from the look at the key to the last write: of twenty requests at once, one creates.
 * @throws ApiError for a body that is refused and for a key used with another body
 */
export function createTaskCreator(
  dependencies: TaskCreatorDependencies,
): (call: CreateCall) => CreateOutcome {
  const { database, idempotency, ledger, faults, now } = dependencies;
  return (call) => {
    const { request, simulate } = parse(dependencies, call);
    const target = { route: 'create', taskKind: request.kind, inputUrl: inputUrl(request) };
    const key = call.idempotencyKey;
    const honoured = key !== null && !faults.take('ignoreIdempotencyKeys', target) ? key : null;
    const bodyDigest = digest(canonicalJson([call.collection, call.body]));
    const remembered = honoured === null ? null : idempotency.find(call.account, honoured, now());
    if (remembered) {
      if (remembered.bodyDigest !== bodyDigest) throw keyConflict();
      ledger.replayed(remembered.taskId);
      return { status: 200, reply: remembered.reply };
    }
    return database.write(() => {
      const task = insert(dependencies, call, { request, simulate });
      const reply = JSON.stringify(dependencies.render(task));
      ledger.created({
        taskId: task.id,
        collection: call.collection,
        request,
        idempotencyKey: key,
        now: task.createdAt,
      });
      if (honoured !== null) {
        idempotency.remember(call.account, honoured, {
          bodyDigest,
          taskId: task.id,
          reply,
          now: task.createdAt,
        });
      }
      dependencies.onCreated(task);
      return { status: 201, reply };
    });
  };
}

function parse(
  { simulation, sourceUrls }: TaskCreatorDependencies,
  call: CreateCall,
): ReturnType<typeof parseCreate> {
  const parsed = parseCreate(call.body, formOf(call), {
    simulating: simulation !== null,
    formerNames: call.collection === 'steps',
  });
  const { request } = parsed;
  checkSourceUrl(inputUrl(request), sourceUrls);
  if (request.output !== null) checkDestination(request.output, 'output');
  if (request.kind === 'export') checkDestination(String(request.options['url']), 'options.url');
  if (request.webhookUrl !== null) checkWebhookUrl(request.webhookUrl);
  return parsed;
}

/** `/tasks` takes both forms and tells them by the input: a string for a pipeline, an object for an atomic task. */
function formOf({ collection, body }: CreateCall): 'pipeline' | 'atomic' {
  if (collection === 'jobs') return 'pipeline';
  if (collection === 'steps') return 'atomic';
  const input = typeof body === 'object' && body !== null && 'input' in body ? body.input : undefined;
  return typeof input === 'object' && input !== null ? 'atomic' : 'pipeline';
}

function insert(
  { tasks, ledger, faults, simulation, seed, now }: TaskCreatorDependencies,
  call: CreateCall,
  { request, simulate }: ReturnType<typeof parseCreate>,
): TaskRecord {
  const at = now();
  const asked = askedOf(request);
  const drawKey = `${asked} ${ledger.createsOf(asked)}`;
  const target = { route: 'create', taskKind: request.kind, inputUrl: inputUrl(request) };
  const destiny = decideFate(faults, target, {
    plan: simulation && planTask(simulation, seed, { drawKey, simulate, now: at }),
    status: formOf(call) === 'pipeline' ? 'queued' : 'waiting',
    now: at,
  });
  return tasks.insert(newTask({ collection: call.collection, request, ...destiny, now: at }));
}

/** A task at its beginning. */
export function newTask(task: {
  collection: Collection;
  request: TaskRequest;
  fate: TaskRecord['fate'];
  plan: TaskRecord['plan'];
  status: TaskRecord['status'];
  foreign?: boolean;
  now: number;
}): NewTask {
  const { now, ...rest } = task;
  return {
    id: newTaskId(task.collection, now),
    foreign: false,
    ...rest,
    progress: null,
    error: null,
    output: null,
    children: [],
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    updatedAt: now,
  };
}

function keyConflict(): ApiError {
  return new ApiError(
    409,
    'idempotency_conflict',
    'The Idempotency-Key was used with another body. Send the same body again, or use a new key for other work.',
  );
}
