import { MEDIA_MEMO, type WorkflowMemo } from '@org/media-contracts';
import { WorkflowNotFoundError } from '@temporalio/common';
import { handleOf } from './follow-pipeline.js';
import { patiently, type Caller } from './patient-call.js';

/** Batches whose memo is remembered. One that is forgotten is read again. */
const MAX_REMEMBERED = 200;

/** What the pipeline of an item is started with, so that it is found to belong to whom its batch belongs to. */
export type ItemMemo = Readonly<Record<typeof MEDIA_MEMO, WorkflowMemo>>;

/** Reads the memo of each batch once per process, whatever the number of its items. */
export interface ItemMemos {
  readonly of: (
    caller: Caller,
    batch: { readonly workflowId: string; readonly runId: string } | undefined,
    signal: AbortSignal,
  ) => Promise<ItemMemo | undefined>;
}

export function createItemMemos(): ItemMemos {
  const remembered = new Map<string, Promise<ItemMemo | undefined>>();

  function recall(caller: Caller, workflowId: string, runId: string): Promise<ItemMemo | undefined> {
    const known = remembered.get(runId);
    if (known) return known;
    const reading = read(caller, workflowId, runId);
    remembered.set(runId, reading);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    reading.catch(() => remembered.delete(runId));
    return reading;
  }

  return {
    of: async (caller, batch, signal) => {
      if (!batch) return undefined;
      signal.throwIfAborted();
      return unlessAborted(recall(caller, batch.workflowId, batch.runId), signal);
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** Items share the answer, so that none of them may give it up for the others. */
async function read(caller: Caller, workflowId: string, runId: string): Promise<ItemMemo | undefined> {
  try {
    const describe = () => handleOf(caller, workflowId, runId).describe();
    const { memo } = await patiently(caller, { signal: new AbortController().signal }, describe);
    return itemMemo(memo?.[MEDIA_MEMO], workflowId);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The batch alone tells its end to whoever asked for that, and only its own start counts for a key. */
function itemMemo(memo: unknown, batchId: string): ItemMemo | undefined {
  const { tenantId, requestId } = (memo ?? {}) as Partial<WorkflowMemo>;
  if (typeof tenantId !== 'string') return undefined;
  return { [MEDIA_MEMO]: { tenantId, ...(requestId !== undefined && { requestId }), batchId } };
}
