import { reasonOf } from './failure.ts';
import { describeExit, type RunningProcess } from './start-process.ts';
import { pause } from './wait-until.ts';

export interface SuperviseOptions<T extends RunningProcess> {
  readonly start: (signal: AbortSignal) => Promise<T>;
  /** Told after every start, the first included. */
  readonly onStart: (running: T) => void;
  readonly report: (line: string) => void;
  /** Wait before the first restart, doubled up to 30 s. Default 1 s. */
  readonly backoffMs?: number;
  readonly signal?: AbortSignal;
}

export interface Supervised<T extends RunningProcess> {
  readonly current: () => T;
  readonly stop: () => Promise<void>;
}

const LONGEST_BACKOFF_MS = 30_000;
/** A process that ran for so long had a good start: the next wait is short again. */
const STEADY_MS = 60_000;

/** Starts a process, and starts it again, ever later, whenever it ends by itself. */
export async function supervise<T extends RunningProcess>(
  options: SuperviseOptions<T>,
): Promise<Supervised<T>> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, ...(options.signal ? [options.signal] : [])]);
  const given = (): boolean => signal.aborted;
  let current = await options.start(signal);
  options.onStart(current);
  const loop = keepAlive();
  return {
    current: () => current,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await loop;
    },
  };

  async function keepAlive(): Promise<void> {
    const firstMs = options.backoffMs ?? 1_000;
    let backoffMs = firstMs;
    for (;;) {
      const since = performance.now();
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > STEADY_MS) backoffMs = firstMs;
      options.report(`${current.name} ended (${describeExit(exit)}), its log is ${current.logFile}`);
      const next = await startAgain();
      if (next === undefined) return;
      current = next;
    }

    async function startAgain(): Promise<T | undefined> {
      for (;;) {
        options.report(`starting ${current.name} again in ${backoffMs / 1000} s`);
        await pause(backoffMs, signal);
        backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
        if (given()) return undefined;
        try {
          const next = await options.start(signal);
          options.onStart(next);
          options.report(`${next.name} runs again (process ${next.pid})`);
          return next;
        } catch (error) {
          if (given()) return undefined;
          options.report(reasonOf(error));
        }
      }
    }
  }
}
