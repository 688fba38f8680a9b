import type { LedgerCreate, LedgerDuplicate, LedgerGroup } from './ledger-types.js';

/**
 * The creates of a group that should not have happened.
 *
 * Asking again is right only once every earlier task has ended without success, or says it succeeded and names no output; each other create is one duplicate.
 */
export function findDuplicates(group: LedgerGroup): LedgerDuplicate[] {
  return group.creates.flatMap((create, index) => {
    const earlier = group.creates.slice(0, index).find((other) => !endedBadlyBefore(other, create.createdAt));
    if (!earlier) return [];
    return [
      {
        asked: group.asked,
        id: create.id,
        createdAt: create.createdAt,
        earlierId: earlier.id,
        earlierStatus: earlier.status,
      },
    ];
  });
}

function endedBadlyBefore(create: LedgerCreate, at: number): boolean {
  const endedBadly = ['failed', 'cancelled', 'lost'].includes(create.status) || create.withoutOutput;
  return endedBadly && create.finishedAt !== null && create.finishedAt <= at;
}
