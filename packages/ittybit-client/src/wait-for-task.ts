import { z } from 'zod';
import { check } from './check.js';
import { IttybitError } from './ittybit-error.js';
import type { RemoteTask } from './remote-task.js';
import { getTask } from './task-calls.js';
import { TimerMsSchema, TotalTimeoutMsSchema, type Settings } from './settings.js';

export interface WaitOptions {
  /** Ends the wait at once; it then rejects with the signal's reason. The task itself goes on. */
  signal?: AbortSignal | undefined;
  /** Pause between two reads. @default 3_000 */
  pollMs?: number | undefined;
  /** Limit of the whole wait. @default Infinity */
  totalTimeoutMs?: number | undefined;
  /** Called after every read that finds the task still running. What it throws ends the wait. */
  onProgress?: ((task: RemoteTask) => void) | undefined;
}

const WaitNumbersSchema = z.object({
  pollMs: TimerMsSchema.default(3_000),
  totalTimeoutMs: TotalTimeoutMsSchema.default(Infinity),
});

export async function waitForTask(settings: Settings, id: string, options: WaitOptions): Promise<RemoteTask> {
  const { clock, pipelinePath } = settings;
  const { signal, onProgress } = options;
  const { pollMs, totalTimeoutMs } = check('wait', WaitNumbersSchema, options);
  const deadlineAt = clock.now() + totalTimeoutMs;
  for (;;) {
    const leftMs = Math.max(1, Math.min(settings.totalTimeoutMs, deadlineAt - clock.now()));
    const call = { signal, totalTimeoutMs: leftMs };
    const task = await getTask(settings, { operation: 'get', path: pipelinePath, id, options: call });
    if (task.state !== 'running') return task;
    onProgress?.(task);
    if (clock.now() + pollMs >= deadlineAt) throw stillRunning(task, totalTimeoutMs);
    await clock.sleep(pollMs, signal);
    signal?.throwIfAborted();
  }
}

function stillRunning(task: RemoteTask, totalTimeoutMs: number): IttybitError {
  return new IttybitError(
    `Task ${task.id} is still ${task.status} after ${totalTimeoutMs} ms. It goes on at the service: wait again by its id.`,
    { decision: 'transient', operation: 'wait' },
  );
}
