import { randomUUID } from 'node:crypto';
import {
  batchStatus,
  roleTaskQueue,
  WORKFLOWS,
  type BatchFanOutInput,
  type BatchFanOutWorkflow,
  type BatchSettings,
  type BatchStatus,
  type PipelineItemActivities,
} from '@org/media-contracts';
import {
  Client,
  Connection,
  type WorkflowHandle,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import type { MemoryBatchStore } from './memory-batch-store.ts';
import type { ScriptedService } from './scripted-service.ts';

export type Batch = WorkflowHandleWithFirstExecutionRunId<BatchFanOutWorkflow>;

export interface WorldOptions {
  /** `host:port` of a Temporal server. */
  readonly address: string;
  readonly bundle: WorkflowBundle;
  readonly service: ScriptedService;
  readonly store: MemoryBatchStore;
  readonly pipelines?: PipelineItemActivities;
  /** Who starts batches and works on them, as histories name them. Default: this process. */
  readonly identity?: string;
  /** The queue that batches are started on. Default: one of its own. */
  readonly taskQueue?: string;
  /** False leaves workflows without a worker until `startWorkflowWorker`. */
  readonly workflowWorker?: boolean;
}

/** A worker per role on queues of their own, and a client. */
export interface BatchWorld {
  readonly client: Client;
  readonly taskQueue: string;
  /** Starts a batch with short limits; what is given replaces them. */
  readonly start: (input?: BatchFanOutInput, options?: { workflowId?: string }) => Promise<Batch>;
  readonly startWorkflowWorker: (options?: Partial<WorkerOptions>) => Promise<RunningWorker>;
  /** Ends what still runs, then the workers. */
  readonly close: () => Promise<void>;
}

interface RunningWorker {
  readonly stop: () => Promise<void>;
}

/** What `start` asks when nothing is said: quick probes, no pause between generations. */
const QUICK: BatchSettings = {
  // The SDK sends heartbeats after 80 % of this, so a fifth of it is what a slow machine may be late by.
  heartbeatTimeoutMs: 5_000,
  accountProbeMs: 1_000,
  policy: { backoffMs: 10 },
};

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

export async function openWorld({ address, bundle, ...options }: WorldOptions): Promise<BatchWorld> {
  const connection = await NativeConnection.connect({ address });
  const identity = options.identity ?? `${process.pid}@tests`;
  const client = new Client({ connection: await Connection.connect({ address }), identity });
  const taskQueue = options.taskQueue ?? `batch-${randomUUID()}`;
  const batches: Batch[] = [];
  const workers: RunningWorker[] = [];
  const startWorker = async (own: Partial<WorkerOptions>): Promise<RunningWorker> => {
    const worker = run(await Worker.create({ connection, identity, taskQueue, ...STOPS_QUICKLY, ...own }));
    workers.push(worker);
    return worker;
  };
  const startWorkflowWorker = (own: Partial<WorkerOptions> = {}): Promise<RunningWorker> =>
    startWorker({ workflowBundle: bundle, ...own });

  await startWorker({
    taskQueue: roleTaskQueue(taskQueue, 'remote'),
    activities: { ...options.service.activities, ...options.pipelines },
  });
  await startWorker({
    taskQueue: roleTaskQueue(taskQueue, 'batch'),
    activities: { ...options.store.activities },
  });
  if (options.workflowWorker !== false) await startWorkflowWorker();

  return {
    client,
    taskQueue,
    startWorkflowWorker,
    start: async (input = {}, { workflowId = `${taskQueue}/${batches.length}` } = {}) => {
      const settings = {
        ...QUICK,
        ...input.settings,
        policy: { ...QUICK.policy, ...input.settings?.policy },
      };
      const batch = await client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
        workflowId,
        taskQueue,
        args: [{ ...(!input.redrive && { list: { key: 'list.jsonl' } }), ...input, settings }],
      });
      batches.push(batch);
      return batch;
    },
    close: async () => {
      await Promise.all(batches.map(endBatch));
      await Promise.all(workers.map((worker) => worker.stop()));
      await client.connection.close();
      await connection.close();
    },
  };
}

/** The run of a batch that is the last one, whichever the handle names. */
export function currentRun(batch: Pick<Batch, 'client' | 'workflowId'>): WorkflowHandle<BatchFanOutWorkflow> {
  return batch.client.getHandle<BatchFanOutWorkflow>(batch.workflowId);
}

/** What a batch says of itself, also after its end. */
export async function statusOf(batch: Pick<Batch, 'client' | 'workflowId'>): Promise<BatchStatus> {
  return currentRun(batch).query(batchStatus);
}

const STOPS_QUICKLY = { shutdownGraceTime: 0, shutdownForceTime: '5s' } as const;

function run(worker: Worker): RunningWorker {
  const ended = worker.run();
  let stopping = false;
  return {
    stop: async () => {
      if (!stopping) worker.shutdown();
      stopping = true;
      await ended.catch(() => undefined);
    },
  };
}

async function endBatch(batch: Batch): Promise<void> {
  const handle = currentRun(batch);
  const { status } = await handle.describe();
  if (status.name === 'RUNNING') await handle.terminate('the test is over');
}
