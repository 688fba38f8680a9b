import { planList, type PlanSink } from '@org/media-activities';
import type { BatchItem, BatchList, InvalidItem, PlannedItem, RepeatedItem } from '@org/media-contracts';
import { CliError } from '../../cli-error.js';
import type { Env } from '../../env.js';
import { EXIT } from '../../exit-codes.js';
import { refusedList } from './refused-list.js';
import type { SpooledList } from './spooled-list.js';

/** What the input of a workflow takes. */
const MAX_ITEMS = 200;
/** The input is in every history of the batch, and Temporal refuses a payload of 2 MiB. */
const MAX_BYTES = 256 * 1024;

interface InlineOptions {
  /** Tells the format by its ending. */
  readonly path: string;
  readonly env: Pick<Env, 'WORKER_ALLOW_PRIVATE_ADDRESSES'>;
  readonly signal: AbortSignal;
}

/** A short list as part of the workflow's input, for machines that do not reach the store. */
export async function inlineList(
  spooled: SpooledList,
  { path, env, signal }: InlineOptions,
): Promise<BatchList> {
  const rows = collector();
  await planList({
    source: { bytes: spooled.open(), name: path },
    sink: rows.sink,
    allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
    signal,
  }).catch((error: unknown) => {
    throw refusedList(error, path);
  });
  const [bad] = rows.invalid;
  if (bad) {
    throw needsStore(
      `it has ${rows.invalid.length} invalid ${rows.invalid.length === 1 ? 'line' : 'lines'} (line ${bad.line}: ${bad.reason}), which would be missing from the manifest: mend them, or set STORE_DIR`,
    );
  }
  const items = itemsOf(rows);
  if (Buffer.byteLength(JSON.stringify(items)) > MAX_BYTES)
    throw needsStore('it is too large without: set STORE_DIR');
  return { items };
}

interface Collected {
  readonly items: PlannedItem[];
  readonly repeated: RepeatedItem[];
  readonly invalid: InvalidItem[];
}

function collector(): Collected & { readonly sink: PlanSink } {
  const rows: Collected = { items: [], repeated: [], invalid: [] };
  const refuseMany = (): void => {
    if (rows.items.length + rows.repeated.length <= MAX_ITEMS) return;
    throw needsStore(`it has more than ${MAX_ITEMS} items: set STORE_DIR`);
  };
  const sink: PlanSink = {
    page: async ({ text }) => {
      for (const line of text.split('\n')) if (line !== '') rows.items.push(JSON.parse(line) as PlannedItem);
      refuseMany();
    },
    repeated: async (item) => {
      rows.repeated.push(item);
      refuseMany();
    },
    invalid: async (item) => {
      rows.invalid.push(item);
    },
    end: async () => undefined,
    abort: async () => undefined,
  };
  return { ...rows, sink };
}

/** In the order of the list, so that each has the index of its line. A repetition is written out again. */
function itemsOf({ items, repeated }: Collected): BatchItem[] {
  const byIndex = new Map(items.map((item) => [item.index, item]));
  const rows = [
    ...items,
    ...repeated.flatMap(({ index, sameAs, id }) => {
      const first = byIndex.get(sameAs);
      return first ? [{ ...first, index, id }] : [];
    }),
  ];
  return rows
    .sort((a, b) => a.index - b.index)
    .map(({ url, kind, options, id, metadata }) => ({
      url,
      kind,
      ...(options && { options }),
      ...(id !== undefined && { id }),
      ...(metadata && { metadata }),
    }));
}

function needsStore(why: string): CliError {
  return new CliError(
    `The list cannot be handed over without the store of the workers: ${why}. Or give a URL that workers can read.`,
    EXIT.usage,
  );
}
