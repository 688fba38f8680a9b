import type { Clock } from '@org/ittybit-client';
import type { FindRemoteInput, FoundRemote } from '@org/media-contracts';
import { beginAttempt } from './attempt.js';
import { failureOfAttempt } from './failure-of-attempt.js';
import { findTask, taskOf } from './find-task.js';
import type { ActivityMetrics } from './ports.js';
import type { RemoteAccounts } from './remote-accounts.js';
import { addressOf, type SourceAddress } from './source-address.js';

interface Dependencies {
  readonly accounts: RemoteAccounts;
  readonly sourceAddress: SourceAddress;
  readonly clock: Clock;
  readonly metrics: ActivityMetrics;
}

/** Looks for the remote task of a generation, by list alone: it reads, and never creates. */
export async function findRemote(
  { accounts, sourceAddress, clock, metrics }: Dependencies,
  { operation, account, input: source }: FindRemoteInput,
): Promise<FoundRemote> {
  const attempt = beginAttempt({ clock, metrics });
  try {
    const { startedAt } = operation;
    const input = await addressOf(sourceAddress, { input: source, operation });
    const search = { input, startedAt, matches: taskOf(operation) };
    const task = await findTask(accounts.get(account), search, attempt.patience);
    if (!task) return {};
    const { id: remoteId, state, outputUrl } = task;
    return { remote: { remoteId, state, ...(outputUrl !== null && { outputUrl }) } };
  } catch (error) {
    const subject = `looking for the remote task of ${operation.operationId}, generation ${operation.generation}`;
    throw failureOfAttempt(attempt, error, { subject, clock });
  } finally {
    attempt.end();
  }
}
