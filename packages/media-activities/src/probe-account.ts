import type { Clock } from '@org/ittybit-client';
import type { AccountProbe, ProbeAccountInput } from '@org/media-contracts';
import { FAILURE_TYPES } from '@org/media-contracts';
import { beginAttempt } from './attempt.js';
import { failureOfAttempt } from './failure-of-attempt.js';
import type { ActivityMetrics } from './ports.js';
import type { RemoteAccounts } from './remote-accounts.js';
import { throughGate } from './through-gate.js';
import { toApplicationFailure } from './to-application-failure.js';

interface Dependencies {
  readonly accounts: RemoteAccounts;
  readonly clock: Clock;
  readonly metrics: ActivityMetrics;
}

/** Asks by the cheapest read there is whether the account works. Trouble of transport throws: it says nothing of the account. */
export async function probeAccount(
  { accounts, clock, metrics }: Dependencies,
  { account: name }: ProbeAccountInput,
): Promise<AccountProbe> {
  const attempt = beginAttempt({ clock, metrics });
  const { patience, signal } = attempt;
  const subject = `account "${name}"`;
  try {
    const account = accounts.get(name);
    await throughGate(account.gate, patience, () => account.calls.list({ limit: 1 }, signal));
    return { ok: true };
  } catch (error) {
    const failure = toApplicationFailure(error, subject);
    if (failure.type === FAILURE_TYPES.accountBlocked) return { ok: false, reason: failure.message };
    // A service that refuses this list, and not the account, does not keep anybody parked.
    if (failure.type === FAILURE_TYPES.badInput) return { ok: true };
    throw failureOfAttempt(attempt, error, { subject, clock });
  } finally {
    attempt.end();
  }
}
