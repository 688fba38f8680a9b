import type { WorkerRole } from '@org/media-contracts';
import type { Logger } from '@org/media-log';
import type { Worker } from '@temporalio/worker';

type RunningWorker = Pick<Worker, 'run' | 'shutdown' | 'getState'>;

/**
 * Runs the Workers of all roles until the signal fires or one of them fails, which ends the others too:
 * half a process would look alive. Rejects with the first failure.
 */
export async function runRoles(
  workers: ReadonlyMap<WorkerRole, RunningWorker>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  const shutDown = (): void => {
    // Shutting down twice, or what has already failed, is an error of the SDK.
    for (const worker of workers.values()) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const failures: unknown[] = [];
  const runs = [...workers].map(async ([role, worker]) => {
    try {
      await worker.run();
      logger.info({ role }, 'Role ended');
    } catch (error) {
      logger.error({ role, err: error }, 'Role failed');
      failures.push(error);
      shutDown();
    }
  });
  signal.addEventListener('abort', shutDown, { once: true });
  if (signal.aborted) shutDown();
  await Promise.all(runs);
  if (failures.length > 0) throw failures[0];
}
