import type { BatchPlan, InvalidItem } from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import type { ListRow } from '../list/list-entry.js';
import { readList, type ListSource } from '../list/read-list.js';
import { createItemDigests } from './item-digests.js';
import { itemIdentity } from './item-identity.js';
import { createPageWriter } from './page-writer.js';
import type { PlanSink } from './plan-sink.js';
import { tidyReason, validateItem } from './validate-item.js';

/** Items per page: some hundred KiB, which is one write to the store and cheap to read a slice of. */
export const PAGE_SIZE = 1_000;
const MAX_PROBLEMS = 10;
const MAX_SHOWN_LENGTH = 1_024;

export interface PlanListOptions {
  readonly source: ListSource;
  readonly sink: PlanSink;
  /** Digest that the list must have. */
  readonly sha256?: string | undefined;
  /** Whether items may have URLs on private addresses. @default false */
  readonly allowPrivateAddresses?: boolean;
  /** @default 1000 */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlanProgress) => void;
}

export interface PlanProgress {
  /** Rows read so far: each is planned, invalid or repeated. */
  readonly rows: number;
  readonly invalid: number;
  readonly repeated: number;
}

/** What a list turned out to be. */
export type PlannedList = Omit<BatchPlan, 'version' | 'folder'>;

/**
 * Reads a list once, in memory of at most 32 bytes per row beyond a constant, and gives the sink its items in pages
 * per kind, its invalid rows and its repetitions.
 *
 * Throws `BadInput` for a list that cannot be read, has nothing valid, or is not the one with the digest; whatever the
 * source or the sink throws; the reason of the signal.
 */
export async function planList(options: PlanListOptions): Promise<PlannedList> {
  try {
    const planned = await planRows(options);
    await options.sink.end();
    return planned;
  } catch (error) {
    await options.sink.abort(error);
    throw error;
  }
}

async function planRows({ source, sink, sha256, signal, ...options }: PlanListOptions): Promise<PlannedList> {
  const { allowPrivateAddresses = false, pageSize = PAGE_SIZE, onProgress } = options;
  const list = readList(source);
  const pages = createPageWriter({ sink, pageSize });
  const digests = createItemDigests();
  const problems: PlannedList['problems'] = [];
  const count = { rows: 0, invalid: 0, repeated: 0 };

  async function refuse(row: ListRow, reason: string): Promise<void> {
    const { index, line } = row;
    count.invalid += 1;
    if (problems.length < MAX_PROBLEMS) problems.push({ line, reason });
    await sink.invalid({ index, line, reason, ...('value' in row && shownFields(row.value)) });
  }

  async function planRow(row: ListRow): Promise<void> {
    const { index, line } = row;
    count.rows += 1;
    if ('problem' in row) return refuse(row, tidyReason(row.problem));
    const verdict = validateItem(row.value, { allowPrivateAddresses });
    if ('reason' in verdict) return refuse(row, verdict.reason);
    const { item } = verdict;
    const sameAs = digests.add(itemIdentity(item), index);
    if (sameAs === undefined) return pages.add({ index, line, ...item });
    count.repeated += 1;
    return sink.repeated({ index, line, sameAs, ...(item.id !== undefined && { id: item.id }) });
  }

  for await (const rows of list.rows) {
    signal?.throwIfAborted();
    for (const row of rows) await planRow(row);
    onProgress?.({ ...count });
  }
  const facts = list.facts();
  refuseOtherList(sha256, facts.sha256);
  if (count.invalid === count.rows) throw nothingValid(count.rows, problems);
  await pages.end();
  const { rows: total, invalid, repeated } = count;
  return { list: facts, total, invalid, repeated, kinds: pages.kinds(), pageSize, problems };
}

function refuseOtherList(expected: string | undefined, read: string): void {
  if (expected === undefined || expected === read) return;
  throw badInput(
    `the list has the digest ${read} and should have ${expected}: it was changed. Start another batch for the new list`,
  );
}

function nothingValid(rows: number, problems: PlannedList['problems']): Error {
  const first = problems.slice(0, 3).map(({ line, reason }) => `line ${line}: ${reason}`);
  return badInput(`none of the ${rows} rows is valid. ${first.join('. ')}`);
}

/** By what people find the line again. The query part of a URL may be a signature. */
function shownFields(value: unknown): Pick<InvalidItem, 'url' | 'id'> {
  if (typeof value !== 'object' || value === null) return {};
  const { url, id } = value as { readonly url?: unknown; readonly id?: unknown };
  const address = typeof url === 'string' ? tidyUrl(url) : undefined;
  return {
    ...(address !== undefined && { url: address }),
    ...(typeof id === 'string' && { id: id.slice(0, MAX_SHOWN_LENGTH) }),
  };
}

function tidyUrl(url: string): string {
  const address = url.replace(/[?#][^]*$/, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
  return address.slice(0, MAX_SHOWN_LENGTH);
}
