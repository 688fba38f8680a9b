import type { RemoteTask } from '@org/ittybit-client';

/** How long it stood in the queue of the service, by the service's clock. */
export function queuedMs({ createdAt, startedAt }: RemoteTask): number {
  return createdAt === null || startedAt === null ? 0 : Math.max(0, startedAt - createdAt);
}

/** From its creation to its end, by the service's clock; undefined where it does not tell. */
export function ranMs({ createdAt, finishedAt }: RemoteTask): number | undefined {
  return createdAt !== null && finishedAt !== null && finishedAt >= createdAt
    ? finishedAt - createdAt
    : undefined;
}

/** By the service's own clock where it tells, else as long as it was watched. */
export function durationOf(task: RemoteTask, watchedMs: number): number {
  return ranMs(task) ?? watchedMs;
}
