import { say } from '../say.ts';
import type { Settings } from '../settings.ts';
import { lockStack } from '../stack-lock.ts';
import { readStackRecord, type StackAddresses } from '../stack-record.ts';
import { startStack } from '../start-stack.ts';
import { pause } from '../wait-until.ts';

export interface BorrowedStack {
  readonly addresses: StackAddresses;
  /** Stops what was started for this call; leaves a stack of `./dev up` alone. */
  readonly giveBack: () => Promise<void>;
}

/** The stack of a running `./dev up`, once it is ready, or one of our own. Waits for another demo to end. */
export async function borrowStack(settings: Settings, signal: AbortSignal): Promise<BorrowedStack> {
  for (let told = false; ; told = true) {
    signal.throwIfAborted();
    const lock = lockStack('demo');
    if ('release' in lock) return ownStack(settings, signal, lock.release);
    const { purpose, pid } = lock.owner;
    const addresses = purpose === 'up' ? readStackRecord()?.addresses : undefined;
    if (addresses !== undefined) {
      say(`dev: using the stack of ./dev up (process ${pid})`);
      return { addresses, giveBack: () => Promise.resolve() };
    }
    if (!told)
      say(
        `dev: waiting for ./dev ${purpose} (process ${pid})${purpose === 'up' ? ' to be ready' : ' to end'}`,
      );
    await pause(300, signal);
  }
}

async function ownStack(
  settings: Settings,
  signal: AbortSignal,
  release: () => void,
): Promise<BorrowedStack> {
  try {
    const { addresses, stop } = await startStack({
      settings,
      signal,
      report: (line) => {
        say(`dev: ${line}`);
      },
    });
    const giveBack = async (): Promise<void> => {
      try {
        await stop();
      } finally {
        release();
      }
    };
    return { addresses, giveBack };
  } catch (error) {
    release();
    throw error;
  }
}
