import type { ItemKind, PlannedItem } from '@org/media-contracts';
import { createPageText, type PageText } from './page-text.js';
import type { PlanPage, PlanSink } from './plan-sink.js';

/** Pages on their way to the store at once: one write waits for its disk while the next page is filled. */
const MAX_WRITES = 4;

/** Sorts items into pages of their kind. */
export interface PageWriter {
  readonly add: (item: Omit<PlannedItem, 'ordinal'>) => Promise<void>;
  /** Writes the pages that are not full, and waits for all. */
  readonly end: () => Promise<void>;
  /** Items by kind so far. */
  readonly kinds: () => Partial<Record<ItemKind, number>>;
}

export function createPageWriter({ sink, pageSize }: { sink: PlanSink; pageSize: number }): PageWriter {
  const kinds: Partial<Record<ItemKind, number>> = {};
  const open = new Map<ItemKind, PageText>();
  const writes = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  async function write(kind: ItemKind, page: PageText): Promise<void> {
    const number = Math.ceil((kinds[kind] ?? 0) / pageSize) - 1;
    if (writes.size >= MAX_WRITES) await Promise.race(writes);
    if (failure) throw failure.error;
    const writing = sink
      .page(pageOf(kind, number, page.take()))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => writes.delete(writing));
    writes.add(writing);
  }

  return {
    add: async (item) => {
      const { kind } = item;
      const ordinal = kinds[kind] ?? 0;
      const page = open.get(kind) ?? createPageText();
      open.set(kind, page);
      page.add(JSON.stringify({ ...item, ordinal } satisfies PlannedItem));
      kinds[kind] = ordinal + 1;
      if (page.lines() === pageSize) await write(kind, page);
    },
    end: async () => {
      for (const [kind, page] of open) if (page.lines() > 0) await write(kind, page);
      await Promise.all(writes);
      if (failure) throw failure.error;
    },
    kinds: () => kinds,
  };
}

function pageOf(kind: ItemKind, number: number, bytes: Buffer): PlanPage {
  return {
    kind,
    number,
    bytes,
    get text() {
      return bytes.toString();
    },
  };
}
