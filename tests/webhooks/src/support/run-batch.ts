import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  batchStatus,
  WORKFLOWS,
  type BatchFanOutWorkflow,
  type BatchItem,
  type BatchManifest,
  type BatchSettings,
} from '@org/media-contracts';
import type { Stack } from '@org/tests-harness';

/** What is the same of an item whenever it is done: not its ids and times. */
interface EndOfItem {
  readonly index: number;
  readonly outcome: string;
  readonly generation: number | undefined;
  readonly error: string | undefined;
  readonly kind: string | undefined;
}

export interface EndedBatch {
  readonly items: readonly EndOfItem[];
  readonly manifest: string;
  readonly handOvers: number;
}

/** Runs a batch of a few items to its end and reads its manifest from the store. */
export async function runBatch(
  stack: Stack,
  { workflowId, items, settings }: { workflowId: string; items: BatchItem[]; settings: BatchSettings },
): Promise<EndedBatch> {
  const { client, taskQueue, storeDir } = stack;
  const handle = await client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
    taskQueue,
    workflowId,
    args: [
      {
        list: { items },
        settings: { heartbeatTimeoutMs: 5_000, policy: { generations: 2, backoffMs: 10 }, ...settings },
      },
    ],
  });
  const { manifest } = await handle.result();
  const path = join(storeDir, 'objects', manifest.key);
  const text = readFileSync(path, 'utf8');
  const { handOvers } = await client.workflow.getHandle(workflowId).query(batchStatus);
  const { files } = JSON.parse(text) as BatchManifest;
  const rows = readFileSync(join(dirname(path), files.results.name), 'utf8');
  return { items: endsOf(rows), manifest: `${text}\n${rows}`, handOvers };
}

function endsOf(rows: string): EndOfItem[] {
  return rows
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Omit<EndOfItem, 'error'> & { error?: { type: string } })
    .map(({ index, outcome, generation, error, kind }) => ({
      index,
      outcome,
      generation,
      error: error?.type,
      kind,
    }));
}
