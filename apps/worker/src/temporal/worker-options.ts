import type { WorkerRole } from '@org/media-contracts';
import { roleTaskQueue } from '@org/media-contracts';
import type { WorkerOptions } from '@temporalio/worker';
import type { Env } from '../env.js';

/** Everything about a Worker but its connection and what it runs. */
export type RoleOptions = Omit<WorkerOptions, 'connection' | 'workflowBundle' | 'activities'>;

type Tuning = Pick<
  Env,
  | 'TEMPORAL_NAMESPACE'
  | 'TASK_QUEUE'
  | 'WORKER_WORKFLOW_SLOTS'
  | 'WORKER_MAX_CACHED_WORKFLOWS'
  | 'WORKER_REMOTE_SLOTS'
  | 'WORKER_CHECK_SLOTS'
  | 'WORKER_BATCH_SLOTS'
  | 'WORKER_CALLBACK_SLOTS'
  | 'WORKER_SHUTDOWN_GRACE_SECONDS'
  | 'WORKER_SHUTDOWN_FORCE_SECONDS'
  | 'WORKER_DEPLOYMENT_NAME'
  | 'WORKER_BUILD_ID'
>;

/**
 * The one place that decides what the defaults of the SDK get wrong; no Worker is made without it.
 * Pollers are given as behaviours because the `maxConcurrent…Polls` options are ignored.
 * The size of gRPC messages needs nothing: a native connection receives up to 128 MiB.
 */
export function roleOptions(role: WorkerRole, env: Tuning): RoleOptions {
  return { ...common(role, env), ...own[role](env) };
}

function common(role: WorkerRole, env: Tuning): RoleOptions {
  return {
    namespace: env.TEMPORAL_NAMESPACE,
    taskQueue: roleTaskQueue(env.TASK_QUEUE, role),
    // The default of 0 would end running checks, and the planning of batches, at once on every deploy.
    shutdownGraceTime: `${env.WORKER_SHUTDOWN_GRACE_SECONDS}s`,
    // Without it an activity that ignores its cancellation would keep the process for ever.
    shutdownForceTime: `${env.WORKER_SHUTDOWN_FORCE_SECONDS}s`,
    ...deployment(env),
  };
}

/** Running pipelines stay on the version that began them; only new ones start on a new version. */
function deployment({
  WORKER_DEPLOYMENT_NAME: deploymentName,
  WORKER_BUILD_ID: buildId,
}: Tuning): Partial<RoleOptions> {
  if (deploymentName === undefined || buildId === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}

const own: Record<WorkerRole, (env: Tuning) => Partial<RoleOptions>> = {
  workflows: (env) => ({
    // Workflow tasks take milliseconds on one thread: more at once only brings them nearer to their 10 s timeout.
    maxConcurrentWorkflowTaskExecutions: env.WORKER_WORKFLOW_SLOTS,
    // Explicit, since the default is derived from the heap limit, at 1 MiB each. Ours take less than 60 KiB.
    maxCachedWorkflows: env.WORKER_MAX_CACHED_WORKFLOWS,
    // All cached workflows share one V8 context per thread; a second thread would load the bundle again for nothing.
    workflowThreadPoolSize: 1,
    // Idle: two long polls. Under a burst: as many as a single server answers well.
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 10 },
    // How long the pipelines of a worker that died wait before another takes them over.
    stickyQueueScheduleToStartTimeout: '5s',
  }),
  remote: (env) => ({
    // These activities only wait: hundreds cost memory, not time.
    maxConcurrentActivityTaskExecutions: env.WORKER_REMOTE_SLOTS,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
    // A wait loses nothing by moving to another worker, so it is told of a shutdown at once.
    shutdownGraceTime: 0,
    ...heartbeats,
  }),
  check: (env) => ({
    maxConcurrentActivityTaskExecutions: env.WORKER_CHECK_SLOTS,
    // More polls than slots would take tasks off the queue of a worker that has one free.
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: Math.min(5, env.WORKER_CHECK_SLOTS) },
    ...heartbeats,
  }),
  batch: (env) => ({
    // Few: reading a list or joining a manifest keeps the one JavaScript thread busy.
    maxConcurrentActivityTaskExecutions: env.WORKER_BATCH_SLOTS,
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: Math.min(5, env.WORKER_BATCH_SLOTS) },
    ...heartbeats,
  }),
  callbacks: (env) => ({
    // They wait for receivers, of which some are slow.
    maxConcurrentActivityTaskExecutions: env.WORKER_CALLBACK_SLOTS,
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: Math.min(5, env.WORKER_CALLBACK_SLOTS) },
    ...heartbeats,
  }),
};

/**
 * The SDK sends a heartbeat at most every 80 % of its timeout, and an activity learns of a cancellation only then.
 * The cap keeps that below 10 s for longer timeouts; the default counts where no timeout is set.
 */
const heartbeats: Partial<RoleOptions> = {
  maxHeartbeatThrottleInterval: '10s',
  defaultHeartbeatThrottleInterval: '10s',
};
