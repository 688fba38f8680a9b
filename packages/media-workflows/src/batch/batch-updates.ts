import { ITEM_KINDS, MAX_CONCURRENCY, type Concurrency, type ItemKind } from '@org/media-contracts';
import type { BatchTerms } from './batch-terms.js';

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
