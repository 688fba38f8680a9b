/** What a worker can be: a role is a task queue with slots of its own. */
export const WORKER_ROLES = ['workflows', 'remote', 'check', 'batch', 'callbacks'] as const;

export type WorkerRole = (typeof WORKER_ROLES)[number];

/** The task queue that workflows are started on unless the operator names another. */
export const DEFAULT_TASK_QUEUE = 'media-pipeline';

/**
 * The task queue of a role, derived from the one its workflows run on.
 * A workflow finds its activities from its own queue, so two deployments in one namespace never mix.
 */
export function roleTaskQueue(base: string, role: WorkerRole): string {
  return role === 'workflows' ? base : `${base}-${role}`;
}
