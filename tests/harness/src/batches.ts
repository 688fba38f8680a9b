import {
  WORKFLOWS,
  type BatchFanOutWorkflow,
  type BatchItem,
  type BatchManifest,
  type BatchSettings,
} from '@org/media-contracts';
import { readManifestEntries, verifyManifest, type ManifestEntry } from '@org/media-activities';
import { createDirectoryStore, type ObjectStore } from '@org/media-storage';
import { WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import { patiently } from './pipelines.ts';
import type { Stack } from './stack.ts';

export type BatchHandle = WorkflowHandle<BatchFanOutWorkflow>;

/** What the items of a batch are: single tasks, or whole pipelines of four. */
export type ItemForm = 'jobs' | 'pipelines';

export interface BatchOrder {
  readonly form: ItemForm;
  readonly items: number;
  readonly settings: BatchSettings;
}

export interface StartedBatch {
  readonly form: ItemForm;
  readonly items: number;
  readonly handle: BatchHandle;
}

/** What came of a batch, read from its manifest. */
export interface BatchEnd {
  readonly form: ItemForm;
  readonly items: number;
  /** Indices that did not succeed, with everything that they ask for, exactly once. */
  readonly lost: number;
  /** What is wrong with the batch or its manifest, in words; empty when nothing is. */
  readonly problems: readonly string[];
}

/** Tasks that an item of each form asks for. */
export const TASKS_PER_ITEM: Readonly<Record<ItemForm, number>> = { jobs: 1, pipelines: 4 };

let started = 0;

/** Starts a batch over sources that no other test asks for, so that the ledger can tell its items apart. */
export async function startBatch(stack: Stack, { form, items, settings }: BatchOrder): Promise<StartedBatch> {
  const workflowId = `${stack.taskQueue}-batch-${process.pid}-${++started}`;
  const key = `lists/${workflowId}.jsonl`;
  const lines = Array.from({ length: items }, (_, index) =>
    JSON.stringify(itemOf(form, `https://media.test/${workflowId}/${index}.mp4`, index)),
  );
  await storeOf(stack).put(key, lines.join('\n'));
  try {
    const handle = await patiently(() =>
      stack.client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
        taskQueue: stack.taskQueue,
        workflowId,
        args: [{ list: { key }, settings }],
      }),
    );
    return { form, items, handle };
  } catch (error) {
    // The server made the workflow and died before it could say so.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { form, items, handle: stack.client.workflow.getHandle<BatchFanOutWorkflow>(workflowId) };
  }
}

/** Waits for the end of a batch, through deaths of the server, and reads its manifest with two pairs of eyes. */
export async function endOf(stack: Stack, { form, items, handle }: StartedBatch): Promise<BatchEnd> {
  try {
    const { state, reason, manifest } = await patiently(() => handle.result());
    const { lost, problems } = await readManifest(stack, manifest.key, { form, items });
    const ending = state === 'completed' ? [] : [`it is ${state}: ${reason ?? 'no reason is given'}`];
    return { form, items, lost, problems: [...ending, ...problems] };
  } catch (error) {
    const why = error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error);
    return { form, items, lost: items, problems: [`${handle.workflowId}: ${why}`] };
  }
}

async function readManifest(
  stack: Stack,
  key: string,
  { form, items }: Pick<BatchOrder, 'form' | 'items'>,
): Promise<Pick<BatchEnd, 'lost' | 'problems'>> {
  const store = storeOf(stack);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const read = (name: string): AsyncIterable<Uint8Array> => bytesOf(store, `${folder}${name}`);
  const manifest = JSON.parse(await textOf(read(key.slice(folder.length)))) as BatchManifest;
  const { problems } = await verifyManifest({ manifest, read });
  const seen = new Map<number, number>();
  for await (const entry of readManifestEntries({ manifest, read })) {
    if (isDone(entry, form)) seen.set(entry.index, (seen.get(entry.index) ?? 0) + 1);
  }
  const indices = Array.from({ length: items }, (_, index) => index);
  const lost = indices.filter((index) => seen.get(index) !== 1).length;
  const foreign = [...seen.keys()].filter((index) => index >= items);
  return {
    lost,
    problems: [
      ...problems,
      ...(lost > 0 ? [`${key}: ${lost} of ${items} did not succeed exactly once`] : []),
      ...(foreign.length > 0 ? [`${key}: the list has no ${foreign.slice(0, 5).join(', ')}`] : []),
    ],
  };
}

/** Success with everything that the item asks for, not success alone. */
function isDone({ outcome, outputUrl, pipeline }: ManifestEntry, form: ItemForm): boolean {
  if (outcome !== 'succeeded') return false;
  if (form === 'jobs') return outputUrl !== undefined;
  return new Set(Object.values(pipeline?.outputs ?? {})).size === TASKS_PER_ITEM.pipelines;
}

/** Two kinds of jobs, since each kind has a cursor of its own. */
function itemOf(form: ItemForm, url: string, index: number): BatchItem {
  if (form === 'pipelines') return { url, kind: 'pipeline', options: { inspectOutputs: false } };
  return { url, kind: index % 4 === 0 ? 'image' : 'video' };
}

function storeOf({ storeDir }: Stack): ObjectStore {
  return createDirectoryStore({ root: storeDir });
}

async function* bytesOf(store: ObjectStore, key: string): AsyncGenerator<Uint8Array> {
  yield* (await store.get(key)).body;
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
