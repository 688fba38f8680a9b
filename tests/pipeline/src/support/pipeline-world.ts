import { randomUUID } from 'node:crypto';
import {
  pipelineStatus,
  roleTaskQueue,
  WORKFLOWS,
  type MediaPipelineInput,
  type MediaPipelineWorkflow,
  type PipelineStatus,
} from '@org/media-contracts';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import type { ScriptedService } from './scripted-service.ts';

export type Pipeline = WorkflowHandleWithFirstExecutionRunId<MediaPipelineWorkflow>;

export interface WorldOptions {
  /** `host:port` of a Temporal server. */
  readonly address: string;
  readonly bundle: WorkflowBundle;
  readonly service: ScriptedService;
  /** Who starts pipelines and works on them, as histories name them. Default: this process. */
  readonly identity?: string;
  /** The queue that pipelines are started on. Default: one of its own. */
  readonly taskQueue?: string;
  /** False leaves the remote role without a worker until `startRemoteWorker`. */
  readonly remoteWorker?: boolean;
}

/** A worker per role on queues of their own, and a client. */
export interface PipelineWorld {
  readonly client: Client;
  readonly taskQueue: string;
  /** Starts a pipeline with short limits; what is given replaces them. */
  readonly start: (
    input?: Partial<MediaPipelineInput>,
    options?: { workflowId?: string },
  ) => Promise<Pipeline>;
  readonly startRemoteWorker: (options?: Partial<WorkerOptions>) => Promise<RunningWorker>;
  /** Ends what still runs, then the workers. */
  readonly close: () => Promise<void>;
}

interface RunningWorker {
  readonly stop: () => Promise<void>;
}

/** What `start` asks when nothing is said: quick probes, no pause between generations. */
export const QUICK: MediaPipelineInput = {
  source: 'https://media.test/in.mp4',
  // The SDK sends heartbeats after 80 % of this, so a fifth of it is what a slow machine may be late by.
  heartbeatTimeoutMs: 5_000,
  accountProbeMs: 1_000,
  stages: {
    ingest: { policy: { backoffMs: 10 } },
    thumbnails: { policy: { backoffMs: 10 } },
    audio: { policy: { backoffMs: 10 } },
    transcode: { policy: { backoffMs: 10 } },
  },
};

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

export async function openWorld({
  address,
  bundle,
  service,
  ...options
}: WorldOptions): Promise<PipelineWorld> {
  const connection = await NativeConnection.connect({ address });
  const identity = options.identity ?? `${process.pid}@tests`;
  const client = new Client({ connection: await Connection.connect({ address }), identity });
  const taskQueue = options.taskQueue ?? `pipeline-${randomUUID()}`;
  const pipelines: Pipeline[] = [];
  const workers: RunningWorker[] = [];
  const startWorker = async (own: Partial<WorkerOptions>): Promise<RunningWorker> => {
    const worker = run(await Worker.create({ connection, identity, taskQueue, ...STOPS_QUICKLY, ...own }));
    workers.push(worker);
    return worker;
  };
  const remoteQueue = roleTaskQueue(taskQueue, 'remote');
  const startRemoteWorker = (own: Partial<WorkerOptions> = {}): Promise<RunningWorker> =>
    startWorker({ taskQueue: remoteQueue, activities: { ...service.remote }, ...own });

  await startWorker({ workflowBundle: bundle });
  await startWorker({ taskQueue: roleTaskQueue(taskQueue, 'check'), activities: { ...service.check } });
  if (options.remoteWorker !== false) await startRemoteWorker();

  return {
    client,
    taskQueue,
    startRemoteWorker,
    start: async (input = {}, { workflowId = `${taskQueue}/${pipelines.length}` } = {}) => {
      const pipeline = await client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
        workflowId,
        taskQueue,
        args: [{ ...QUICK, ...input }],
      });
      pipelines.push(pipeline);
      return pipeline;
    },
    close: async () => {
      await Promise.all(pipelines.map(endPipeline));
      await Promise.all(workers.map((worker) => worker.stop()));
      await client.connection.close();
      await connection.close();
    },
  };
}

/** What a pipeline says of itself, also after its end. */
export async function statusOf(pipeline: Pick<Pipeline, 'query'>): Promise<PipelineStatus> {
  return pipeline.query(pipelineStatus);
}

const STOPS_QUICKLY = { shutdownGraceTime: 0, shutdownForceTime: '5s' } as const;

function run(worker: Worker): RunningWorker {
  const ended = worker.run();
  let stopping = false;
  return {
    stop: async () => {
      if (!stopping) worker.shutdown();
      stopping = true;
      // A frozen activity keeps its worker from ending well; that is what the test asked for.
      await ended.catch(() => undefined);
    },
  };
}

async function endPipeline(pipeline: Pipeline): Promise<void> {
  const handle = pipeline.client.getHandle(pipeline.workflowId);
  const { status } = await handle.describe();
  if (status.name === 'RUNNING') await handle.terminate('the test is over');
}
