import { isIttybitError } from '@org/ittybit-client';
import type { Patience, QuotaGate } from './quota-gate.js';

/**
 * Makes a call when the quota allows, and again when the service answers that it did not.
 * Ends by the call's result or failure, the signal's reason, or `HeldTooLong`.
 */
export async function throughGate<T>(
  gate: QuotaGate,
  patience: Patience,
  call: () => Promise<T>,
): Promise<T> {
  for (;;) {
    await gate.pass(patience);
    try {
      return await call();
    } catch (error) {
      if (!isIttybitError(error) || error.decision !== 'throttled') throw error;
      gate.hold(error.retryAfterMs);
    }
  }
}
