import { randomUUID } from 'node:crypto';
import { createCallbackActivities, createCallbackPost } from '@org/media-activities';
import {
  callbackWorkflowId,
  roleTaskQueue,
  WORKFLOWS,
  type DeliverCallbackInput,
  type DeliverCallbackWorkflow,
} from '@org/media-contracts';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import { memoryLedger, type Ledger } from './ledger.ts';

export type Delivery = WorkflowHandle<DeliverCallbackWorkflow>;

export interface WorldOptions {
  /** `host:port` of a Temporal server. */
  readonly address: string;
  readonly bundle: WorkflowBundle;
  /** Who starts and works, as histories name them. Default: this process. */
  readonly identity?: string;
  readonly taskQueue?: string;
  /** Of the one delivery that is started. Default: what its callback gives it. */
  readonly workflowId?: string;
  /** Of the worker of the workflow. */
  readonly workflowWorker?: Partial<WorkerOptions>;
  /** False leaves the role `callbacks` to somebody else. */
  readonly callbacksWorker?: boolean;
  readonly post?: Parameters<typeof createCallbackPost>[0];
}

/** A worker for the workflow, one for its activities over a ledger in memory, and a client. */
export interface CallbackWorld {
  readonly address: string;
  readonly taskQueue: string;
  readonly client: Client;
  readonly ledger: Ledger;
  /** Puts a callback in the ledger and starts its delivery. */
  readonly deliver: (url: string, input?: Partial<DeliverCallbackInput>) => Promise<Delivery>;
  /** Starts the delivery of one that is there. */
  readonly start: (id: string, input?: Partial<DeliverCallbackInput>) => Promise<Delivery>;
  readonly close: () => Promise<void>;
}

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** The schedule, so that nobody waits: four attempts. */
export const QUICK = [0, 10, 20, 30];

export async function openWorld({ address, bundle, post, ...options }: WorldOptions): Promise<CallbackWorld> {
  const identity = options.identity ?? `${process.pid}@tests`;
  const taskQueue = options.taskQueue ?? `callbacks-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }), identity });
  const ledger = memoryLedger();
  const workers: RunningWorker[] = [];
  const common = { connection, identity, shutdownGraceTime: 0, shutdownForceTime: '5s' } as const;
  workers.push(
    run(await Worker.create({ ...common, taskQueue, workflowBundle: bundle, ...options.workflowWorker })),
  );
  if (options.callbacksWorker !== false) {
    const activities = createCallbackActivities({
      callbacks: ledger,
      secretsOf: ledger.secretsOf,
      post: createCallbackPost({ allowPrivateAddresses: isOurs, ...post }),
    });
    const callbacks = {
      ...common,
      taskQueue: roleTaskQueue(taskQueue, 'callbacks'),
      activities: { ...activities },
    };
    workers.push(run(await Worker.create(callbacks)));
  }
  const deliveries: Delivery[] = [];

  async function start(id: string, input: Partial<DeliverCallbackInput> = {}): Promise<Delivery> {
    const replay = ledger.row(id).replays;
    const delivery = await client.workflow.start<DeliverCallbackWorkflow>(WORKFLOWS.deliverCallback, {
      workflowId: options.workflowId ?? callbackWorkflowId(id, replay),
      taskQueue,
      args: [{ callbackId: id, replay, scheduleMs: QUICK, heartbeatTimeoutMs: 2_000, ...input }],
    });
    deliveries.push(delivery);
    return delivery;
  }

  return {
    address,
    taskQueue,
    client,
    ledger,
    start,
    deliver: async (url, input) => start(ledger.put(`cb_${randomUUID()}`, url).id, input),
    close: async () => {
      await Promise.all(deliveries.map(endDelivery));
      await Promise.all(workers.map((worker) => worker.stop()));
      await client.connection.close();
      await connection.close();
    },
  };
}

/** The id of the callback that a workflow delivers. */
export function callbackOf({ workflowId }: Delivery): string {
  return workflowId.replace(/^callback-(.*)-\d+$/, '$1');
}

/** Where the receivers of the tests are. Every other address that is not public is refused. */
export function isOurs(address: string): boolean {
  return address === '127.0.0.1';
}

interface RunningWorker {
  readonly stop: () => Promise<void>;
}

function run(worker: Worker): RunningWorker {
  const ended = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await ended;
    },
  };
}

async function endDelivery(delivery: Delivery): Promise<void> {
  const { status } = await delivery.describe();
  if (status.name === 'RUNNING') await delivery.terminate('the test is over');
}
