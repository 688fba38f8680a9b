import type { BatchFanOutInput, WriteManifestInput } from '@org/media-contracts';
import type { BatchWindow } from './batch-window.js';

/** What the manifest is made of; undefined when the list was never read. */
export function manifestInput(
  window: BatchWindow,
  { input, now }: { input: BatchFanOutInput; now: number },
): WriteManifestInput | undefined {
  const { plan, terms, stop, shard, counts, spendCap } = window;
  if (!plan) return undefined;
  const { spend } = terms;
  return {
    prefix: terms.prefix,
    plan,
    ...(shard.key !== undefined && { lastShard: shard.key }),
    cursors: Object.fromEntries(window.cursors),
    counts,
    batch: terms.own,
    lineage: terms.lineage,
    ...(terms.redrive && { parent: terms.redrive.of }),
    state: stopState(stop),
    ...(stop && { reason: stop.message }),
    settings: { ...input.settings, concurrency: window.concurrency },
    startedAt: window.startedAt,
    endedAt: now,
    ...(spend && {
      spend: {
        spent: window.spent,
        ...(spendCap !== undefined && { cap: spendCap }),
        ...(spend.currency !== undefined && { currency: spend.currency }),
      },
    }),
    remoteCalls: window.calls,
  };
}

function stopState(stop: BatchWindow['stop']): WriteManifestInput['state'] {
  if (!stop) return 'completed';
  return stop.kind === 'cancelled' ? 'cancelled' : 'stopped';
}
