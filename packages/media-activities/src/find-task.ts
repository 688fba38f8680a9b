import type { ListFilter, RemoteTask } from '@org/ittybit-client';
import { REMOTE_METADATA, type Operation } from '@org/media-contracts';
import { CLOCK_SKEW_MS } from './clock.js';
import { listBack } from './list-back.js';
import type { Patience } from './quota-gate.js';
import type { RemoteAccount } from './remote-account.js';
import { throughGate } from './through-gate.js';

/** 5,000 tasks of one input since the generation began. Beyond that the search ends with an error, never silently. */
const MAX_PAGES = 50;

/** The list is longer than a search may be: whether the task is in it stays unknown. */
export class SearchGivenUp extends Error {
  override readonly name = 'SearchGivenUp';

  constructor() {
    super(`more than ${MAX_PAGES} pages of tasks have this input: the search was given up`);
  }
}

/** What a remote task is recognised by, in a list of all tasks of one input. */
export interface TaskSearch {
  /** The input URL as it was sent. */
  readonly input: string;
  /** When the generation was first scheduled. */
  readonly startedAt: number;
  readonly matches: (task: RemoteTask) => boolean;
}

/** Recognises the task of a generation by what we wrote into its metadata. */
export function taskOf({ operationId, generation }: Operation): (task: RemoteTask) => boolean {
  return ({ metadata }) =>
    metadata[REMOTE_METADATA.operationId] === operationId &&
    String(metadata[REMOTE_METADATA.generation]) === String(generation);
}

/** The newest task that matches, by list alone. Lists lag: a task created just now may be absent. */
export async function findTask(
  account: Pick<RemoteAccount, 'calls' | 'gate'>,
  { input, startedAt, matches }: TaskSearch,
  patience: Patience,
): Promise<RemoteTask | undefined> {
  const backTo = startedAt - CLOCK_SKEW_MS;
  let pages = 0;
  const list = async (filter: ListFilter): ReturnType<typeof account.calls.list> => {
    // Only a page that is still needed is one too many: a list that ends on the last page was searched whole.
    if (pages === MAX_PAGES) throw new SearchGivenUp();
    pages++;
    return throughGate(account.gate, patience, () => account.calls.list(filter, patience.signal));
  };
  for await (const tasks of listBack({
    list,
    filter: { input, limit: 100 },
    backTo,
    maxPages: Infinity,
  })) {
    const found = tasks.find(matches);
    if (found) return found;
  }
  return undefined;
}
