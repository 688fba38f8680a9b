import { EngineError } from './engine-error.js';
import type { Progress } from './progress.js';

/** What every operation accepts beside its own input. */
export interface RunOptions {
  /** Ends the operation with `aborted`: the whole process group is killed and nothing is left at the output. */
  signal?: AbortSignal | undefined;
  /** Called about four times a second. What it throws ends the operation and is thrown by it. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** For the whole operation, probing included. Default: the engine's. */
  timeoutMs?: number | undefined;
  /** Size of the output above which the operation ends with `outputTooLarge`. Default: the engine's. */
  maxOutputBytes?: number | undefined;
}

/** The life of one operation: one signal, whose reason is the error to throw. */
export interface RunScope {
  signal: AbortSignal;
  /** Ends the operation with this error. */
  stop(reason: unknown): void;
}

export interface ScopeOptions {
  signal?: AbortSignal | undefined;
  timeoutMs: number;
  /** What is being done, for the message: "Encoding /a/b.mp4". */
  subject: string;
}

/** Runs `work` with a signal that fires for the caller's abort and for the time limit. */
export async function withScope<T>(options: ScopeOptions, work: (scope: RunScope) => Promise<T>): Promise<T> {
  const { signal: callerSignal, timeoutMs, subject } = options;
  const controller = new AbortController();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
  };
  const onAbort = (): void => {
    stop(
      new EngineError('aborted', `${subject} was aborted by its caller.`, { cause: callerSignal?.reason }),
    );
  };
  const timer = setTimeout(() => {
    const message = `${subject} took longer than ${timeoutMs} ms. Give it a higher timeoutMs or less to do.`;
    stop(new EngineError('timeout', message));
  }, timeoutMs);
  if (callerSignal?.aborted) onAbort();
  else callerSignal?.addEventListener('abort', onAbort, { once: true });
  try {
    controller.signal.throwIfAborted();
    return await work({ signal: controller.signal, stop });
  } finally {
    clearTimeout(timer);
    callerSignal?.removeEventListener('abort', onAbort);
  }
}
