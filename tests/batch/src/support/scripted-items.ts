import type { BatchItem, BatchPlan, ItemKind, PlannedItem } from '@org/media-contracts';

/** An item as a list has it, with a URL that names its index and holds a signature. */
export function itemAt(index: number, kind: ItemKind = 'video'): BatchItem {
  return { url: `https://media.test/in-${index}.mp4?signature=SECRET`, kind };
}

/** So many items; of one kind, or of kinds in turn. */
export function itemsOf(count: number, kinds: readonly ItemKind[] = ['video']): BatchItem[] {
  return Array.from({ length: count }, (_, index) => itemAt(index, kinds[index % kinds.length]));
}

/** The index that a URL of `itemAt` names. */
export function indexOf(url: string): number {
  const index = /\/in-(\d+)\./.exec(url)?.[1];
  if (index === undefined) throw new Error(`${url} names no index`);
  return Number(index);
}

/** Items as the pages of a plan hold them. */
export function plannedItems(items: readonly BatchItem[]): PlannedItem[] {
  const ordinals = new Map<ItemKind, number>();
  return items.map((item, index) => {
    const ordinal = ordinals.get(item.kind) ?? 0;
    ordinals.set(item.kind, ordinal + 1);
    return { ...item, index, line: index + 1, ordinal };
  });
}

/** What a workflow knows of its items. `total` counts the rows of the list that are not done as well. */
export function planOf(folder: string, planned: readonly PlannedItem[], total: number): BatchPlan {
  const kinds: Partial<Record<ItemKind, number>> = {};
  for (const { kind } of planned) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    version: 1,
    folder,
    list: { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' },
    total,
    invalid: 0,
    repeated: 0,
    kinds,
    pageSize: 1_000,
    problems: [],
  };
}
