import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a slow machine; only a broken test waits so long. */
const PATIENCE_MS = 60_000;

/**
 * Asks until the answer is not undefined or false. What `ask` throws counts as "not yet" (the server
 * refuses a query now and then while a workflow task is under way) and is the cause of the failure in the end.
 *
 * @throws Error that names what never came.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false | null>> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  let cause: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) {
        return answer as Exclude<T, undefined | false | null>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(50);
  } while (Date.now() < giveUpAt);
  throw new Error(`waited for ${what} for ${PATIENCE_MS / 1000} s in vain`, { cause });
}
