import type { BatchPlan, ItemKind, PlannedItem, RemoteOutcome } from '@org/media-contracts';

export function plannedItems(items: readonly { readonly kind: ItemKind }[]): PlannedItem[] {
  const ordinals = new Map<ItemKind, number>();
  return items.map(({ kind }, index) => {
    const ordinal = ordinals.get(kind) ?? 0;
    ordinals.set(kind, ordinal + 1);
    return { index, line: index + 1, kind, ordinal, url: `https://media.test/${index}` };
  });
}

export function planOf(planned: readonly PlannedItem[]): BatchPlan {
  const kinds: Partial<Record<ItemKind, number>> = {};
  for (const { kind } of planned) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    version: 1,
    folder: 'plan',
    list: { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' },
    total: planned.length,
    invalid: 0,
    repeated: 0,
    kinds,
    pageSize: 1_000,
    problems: [],
  };
}

export function outcomeOf(id: string, state: 'ended' | 'succeeded', permanent = false): RemoteOutcome {
  if (state === 'ended') {
    const error = { message: 'it failed', ...(permanent && { kind: 'invalid_input' }) };
    return { outcome: 'remoteFailed', remoteId: id, error };
  }
  const outputUrl = `https://store.test/${id}`;
  return {
    outcome: 'succeeded',
    remoteId: id,
    outputUrl,
    file: { url: outputUrl, kind: 'video', inspected: false },
  };
}
