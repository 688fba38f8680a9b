import type {
  BatchActivities,
  CallbackActivities,
  CheckActivities,
  IttybitActivities,
  PipelineItemActivities,
  WorkerRole,
} from '@org/media-contracts';
import type { DataConverter } from '@temporalio/common';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Env } from '../env.js';
import { roleOptions } from './worker-options.js';

/** What each role runs; a role that cannot be started here is absent. */
export interface RoleWork {
  readonly workflows?: { readonly bundlePath: string };
  readonly remote?: IttybitActivities & PipelineItemActivities;
  readonly check?: CheckActivities;
  readonly batch?: BatchActivities;
  readonly callbacks?: CallbackActivities;
}

export interface RoleWorkersContext {
  readonly env: Env;
  readonly connection: NativeConnection;
  /** The clients of running activities take it over from their Worker. */
  readonly dataConverter: DataConverter;
}

/** One Worker per role: a task queue with slots of its own. */
export async function createRoleWorkers(
  work: RoleWork,
  { env, ...shared }: RoleWorkersContext,
): Promise<ReadonlyMap<WorkerRole, Worker>> {
  const workers = new Map<WorkerRole, Worker>();
  for (const [role, what] of Object.entries(whatRuns(work))) {
    const options = roleOptions(role as WorkerRole, env);
    workers.set(role as WorkerRole, await Worker.create({ ...options, ...what, ...shared }));
  }
  return workers;
}

function whatRuns({
  workflows,
  remote,
  check,
  batch,
  callbacks,
}: RoleWork): Partial<Record<WorkerRole, Partial<WorkerOptions>>> {
  return {
    ...(workflows && { workflows: { workflowBundle: { codePath: workflows.bundlePath } } }),
    ...(remote && { remote: { activities: remote } }),
    ...(check && { check: { activities: check } }),
    ...(batch && { batch: { activities: batch } }),
    ...(callbacks && { callbacks: { activities: callbacks } }),
  };
}
