import { ITEM_KINDS, MAX_CONCURRENCY, type Concurrency, type ItemKind } from '@org/media-contracts';
import type { BatchTerms } from './batch-terms.js';

/** A reason is shown in every status and travels with every hand-over. */
const MAX_REASON_LENGTH = 500;

/**
 * Why a batch cannot be paused so, or undefined when it can. Whoever sends an update by hand may send anything, and
 * what trips a handler fails the workflow task.
 */
export function pauseProblem(asked: { reason?: unknown } | null | undefined): string | undefined {
  if (!asked) return 'give one object: {"reason": "…"}, or {} for none';
  return reasonProblem(asked.reason);
}

/** Why a batch cannot be cancelled so, or undefined when it can. */
export function cancelProblem(
  asked: { wait?: unknown; reason?: unknown } | null | undefined,
): string | undefined {
  if (typeof asked?.wait !== 'boolean') {
    return 'wait must be true, to let end what is in flight, or false, to cancel it as well';
  }
  return reasonProblem(asked.reason);
}

function reasonProblem(reason: unknown): string | undefined {
  if (reason === undefined || (typeof reason === 'string' && reason.length <= MAX_REASON_LENGTH)) {
    return undefined;
  }
  return `reason must be a text of at most ${MAX_REASON_LENGTH} characters`;
}

/** Why a concurrency cannot be set, or undefined when it can. Schemas are too heavy for a workflow. */
export function concurrencyProblem(concurrency: Concurrency): string | undefined {
  const { total, perKind = {} } = concurrency;
  if (!isLaneCount(total)) return `total must be a whole number from 1 to ${MAX_CONCURRENCY}`;
  for (const [kind, count] of Object.entries(perKind)) {
    if (!ITEM_KINDS.includes(kind as ItemKind)) {
      return `${kind} is no kind of item: use one of ${ITEM_KINDS.join(', ')}`;
    }
    if (!isLaneCount(count)) return `${kind} must be a whole number from 1 to ${MAX_CONCURRENCY}`;
  }
  return undefined;
}

/** Why a cap on spend cannot be set, or undefined when it can. */
export function spendCapProblem({ spend }: BatchTerms, cap: number | null): string | undefined {
  if (!spend) return 'this batch was started without prices, so that its spend is not known';
  if (cap !== null && !(Number.isFinite(cap) && cap >= 0)) {
    return 'cap must be a number from 0 up, or null for none';
  }
  return undefined;
}

function isLaneCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_CONCURRENCY;
}
