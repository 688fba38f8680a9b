import type { BatchPlan, InvalidItem, ItemKind, PlannedItem, RepeatedItem } from '@org/media-contracts';
import { InvalidItemSchema, PlannedItemSchema, RepeatedItemSchema } from '@org/media-contracts/schemas';
import { badInput } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { parseStored, readStoredLines, type Schema } from './stored-text.js';

/** What an index of the list is. */
export type PlanEntry =
  | ({ readonly is: 'item' } & PlannedItem)
  | ({ readonly is: 'invalid' } & InvalidItem)
  | ({ readonly is: 'repeated' } & RepeatedItem);

export interface ReadPlanOptions {
  readonly store: BatchStore;
  readonly plan: BatchPlan;
  readonly signal?: AbortSignal | undefined;
}

/** Every index of a plan, from 0 to its last, each exactly once: a plan of which that is not true is refused. */
export async function* readPlan(reading: ReadPlanOptions): AsyncGenerator<PlanEntry> {
  const { plan } = reading;
  let index = 0;
  for await (const entry of merged(sourcesOf(reading))) {
    if (entry.index !== index) {
      const problem = entry.index < index ? `has index ${entry.index} twice` : `has no index ${index}`;
      throw badInput(`the plan ${plan.folder} ${problem}: it was changed after it was made`);
    }
    yield entry;
    index += 1;
  }
  if (index !== plan.total) {
    throw badInput(`the plan ${plan.folder} has ${index} indices and should have ${plan.total}`);
  }
}

function sourcesOf({ store, plan, signal }: ReadPlanOptions): AsyncGenerator<PlanEntry>[] {
  const lines = { store, signal, folder: plan.folder };
  const kinds = Object.entries(plan.kinds) as [ItemKind, number][];
  const sources: AsyncGenerator<PlanEntry>[] = kinds.map(([kind, count]) =>
    readKind({ ...lines, kind, count, pageSize: plan.pageSize }),
  );
  const invalid = { ...lines, name: 'invalid.jsonl', schema: InvalidItemSchema, count: plan.invalid };
  const repeated = { ...lines, name: 'repeated.jsonl', schema: RepeatedItemSchema, count: plan.repeated };
  sources.push(tagged('invalid', readFile(invalid)), tagged('repeated', readFile(repeated)));
  return sources;
}

interface Lines {
  readonly store: BatchStore;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

async function* readKind(
  options: Lines & { readonly kind: ItemKind; readonly count: number; readonly pageSize: number },
): AsyncGenerator<PlanEntry> {
  const { kind, count, pageSize } = options;
  for (let from = 0; from < count; from += pageSize) {
    const page = String(from / pageSize).padStart(6, '0');
    const name = `pages/${kind}/${page}.jsonl`;
    let ordinal = from;
    const size = Math.min(pageSize, count - from);
    for await (const item of readFile({ ...options, name, schema: PlannedItemSchema, count: size })) {
      if (item.kind !== kind || item.ordinal !== ordinal) {
        const found = `${item.kind} ${item.ordinal}`;
        throw badInput(`${options.folder}/${name} has ${found} in the place of ${kind} ${ordinal}`);
      }
      yield { is: 'item', ...item };
      ordinal += 1;
    }
  }
}

/** The lines of one object; what should have none need not exist. */
async function* readFile<T>(
  options: Lines & { readonly name: string; readonly schema: Schema<T>; readonly count: number },
): AsyncGenerator<T> {
  const { store, folder, signal, name, schema, count } = options;
  if (count === 0) return;
  const key = `${folder}/${name}`;
  let line = 0;
  for await (const text of readStoredLines({ store, key, signal })) {
    line += 1;
    yield parseStored(schema, text, `line ${line} of ${key}`);
  }
  if (line !== count) throw badInput(`${key} has ${line} lines and should have ${count}`);
}

async function* tagged<Is extends string, T>(
  is: Is,
  items: AsyncGenerator<T>,
): AsyncGenerator<{ readonly is: Is } & T> {
  for await (const item of items) yield { is, ...item };
}

/** Merges sources that ascend by index each. There is one per kind, so the smallest head is looked for one by one. */
async function* merged(sources: AsyncGenerator<PlanEntry>[]): AsyncGenerator<PlanEntry> {
  const heads: { entry: PlanEntry; source: AsyncGenerator<PlanEntry> }[] = [];
  try {
    for (const source of sources) {
      const first = await source.next();
      if (!first.done) heads.push({ entry: first.value, source });
    }
    while (heads.length > 0) {
      const head = heads.reduce((least, other) => (other.entry.index < least.entry.index ? other : least));
      yield head.entry;
      const next = await head.source.next();
      if (next.done) heads.splice(heads.indexOf(head), 1);
      else head.entry = next.value;
    }
  } finally {
    // Each holds an object of the store open.
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}
