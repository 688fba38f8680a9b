import type { RunningProcess } from '@org/dev-stack';

/** A process that may die and come back in the same place. */
export interface Replaceable<P extends RunningProcess> {
  readonly current: () => P;
  /** SIGKILL, without waiting for anything. */
  readonly killNow: () => void;
  /** Waits until the killed process is gone and starts it again. */
  readonly revive: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function replaceable<P extends RunningProcess>(
  start: () => Promise<P>,
): Promise<Replaceable<P>> {
  let current = await start();
  return {
    current: () => current,
    killNow: () => {
      process.kill(current.pid, 'SIGKILL');
    },
    revive: async () => {
      await current.exited;
      current = await start();
    },
    stop: async () => {
      await current.stop();
    },
  };
}
