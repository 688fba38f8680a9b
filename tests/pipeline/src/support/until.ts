import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a slow machine; only a broken test waits so long. */
const PATIENCE_MS = 60_000;

/** Asks until the answer is not undefined or false. @throws Error that names what never came. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false | null>> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) {
      return answer as Exclude<T, undefined | false | null>;
    }
    if (Date.now() > giveUpAt) throw new Error(`waited for ${what} for ${PATIENCE_MS / 1000} s in vain`);
    await delay(50);
  }
}
