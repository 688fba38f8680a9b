import { createTaskCreator, type CreateCall, type CreateOutcome } from './create-task.js';
import { startWebhooks } from './deliver/start-webhooks.js';
import { createWebhookPlan } from './deliver/webhook-plan.js';
import type { WebhookSender } from './deliver/webhook-sender.js';
import { createFaultSwitchboard, type FaultSwitchboard } from './fault-switchboard.js';
import { createForeignTasks } from './foreign-tasks.js';
import type { AdminRouteDependencies } from './http/admin-routes.js';
import { silent, type Log } from './log.js';
import type { IttybitLocal, IttybitLocalOptions } from './options.js';
import type { ServerUrls } from './public-url.js';
import { seededRandom } from './random.js';
import { toResource } from './resource.js';
import { startRunner } from './run/start-runner.js';
import type { TaskRunner } from './run/task-runner.js';
import { SimulationSchema } from './schema/simulation-schema.js';
import { openDatabase, type Database } from './store/database.js';
import { createIdempotencyStore } from './store/idempotency-store.js';
import { createLedger, type LedgerStore } from './store/ledger.js';
import { createTaskStore, type TaskStore } from './store/task-store.js';
import { createWebhookStore, type WebhookStore } from './store/webhook-store.js';
import { createViewer, type Viewer } from './viewer.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface ServerPlace {
  dataDir: string;
  filesDir: string;
  urls: ServerUrls;
}

/** What is kept, and what decides on it; nothing here runs by itself. */
export interface State {
  options: IttybitLocalOptions;
  place: ServerPlace;
  database: Database;
  tasks: TaskStore;
  webhooks: WebhookStore;
  ledger: LedgerStore;
  faults: FaultSwitchboard;
  viewOf: Viewer;
  now: () => number;
  log: Log;
}

/** Everything behind the routes. */
export interface Services extends AdminRouteDependencies {
  database: Database;
  tasks: TaskStore;
  faults: FaultSwitchboard;
  ledger: LedgerStore;
  now: () => number;
  viewOf: Viewer;
  create: (call: CreateCall) => CreateOutcome;
  taskControl: IttybitLocal['tasks'];
  /** Begins what waits: unfinished tasks and webhooks. */
  start: () => void;
  stop: () => Promise<void>;
}

export function createServices(options: IttybitLocalOptions, place: ServerPlace): Services {
  const state = openState(options, place);
  const { database, tasks, now } = state;
  let runner: TaskRunner | null = null;
  let sender: WebhookSender | null = null;
  const create = createCreator(state, (id, hasWork) => {
    if (hasWork) runner?.enqueue(id);
    sender?.poke();
  });
  const cancel = (id: string): boolean => {
    tasks.settle(now());
    const cancelled = tasks.update(id, { status: 'cancelled', finishedAt: now() }, now());
    runner?.abandon(id);
    sender?.poke();
    return cancelled;
  };
  const createForeign: IttybitLocal['tasks']['createForeign'] = (foreign) =>
    createForeignTasks({ database, tasks, seed: options.seed ?? 1, now }, foreign);
  const get: IttybitLocal['tasks']['get'] = (id) => {
    tasks.settle(now());
    return tasks.get(id);
  };
  return {
    ...state,
    create,
    cancel,
    createForeign,
    health: () => ({ status: 'ok', simulating: options.simulation !== undefined, tasks: tasks.count() }),
    taskControl: { get, count: tasks.count, cancel, createForeign },
    start: () => {
      sender = startWebhooks(state);
      runner = startRunner(state, () => sender?.poke());
    },
    stop: async () => {
      await runner?.close();
      await sender?.close();
      database.close();
    },
  };
}

function openState(options: IttybitLocalOptions, place: ServerPlace): State {
  if (!options.engine && !options.simulation) {
    throw new Error(
      'Give createIttybitLocal an engine (createMediaEngine() of @org/media-engine) or a simulation.',
    );
  }
  if (options.simulation) SimulationSchema.parse(options.simulation);
  const now = options.clock ?? Date.now;
  const log = options.log ?? silent;
  const faults = createFaultSwitchboard(
    options.faults ?? { rules: [] },
    options.random ?? seededRandom(options.seed ?? 1),
  );
  const database = openDatabase(place.dataDir, (error) => {
    log('error', 'State could not be written to disk', { dataDir: place.dataDir, error: error.message });
  });
  const webhooks = createWebhookStore(database);
  const tasks = createTaskStore(database, createWebhookPlan(webhooks, faults).ended);
  const ledger = createLedger(database, now, () => {
    tasks.settle(now());
  });
  const viewOf = createViewer({
    faults,
    now,
    publicUrl: place.urls.publicUrl,
    outputShape: options.outputShape ?? {},
  });
  return { options, place, database, tasks, webhooks, ledger, faults, viewOf, now, log };
}

function createCreator(state: State, onCreated: (id: string, hasWork: boolean) => void): Services['create'] {
  const { options, place, database, tasks, webhooks, ledger, faults, viewOf, now } = state;
  const webhookPlan = createWebhookPlan(webhooks, faults);
  return createTaskCreator({
    database,
    tasks,
    ledger,
    faults,
    now,
    idempotency: createIdempotencyStore(database, options.idempotencyTtlMs ?? DAY_MS),
    simulation: options.simulation ?? null,
    seed: options.seed ?? 1,
    sourceUrls: {
      allowPrivateAddresses: options.allowPrivateAddresses ?? false,
      ownPath: place.urls.ownPath,
      allowS3: options.simulation !== undefined,
    },
    render: (task) => toResource(task, viewOf(task, 'create')),
    onCreated: (task) => {
      webhookPlan.created(task, now());
      onCreated(task.id, task.plan === null);
    },
  });
}
