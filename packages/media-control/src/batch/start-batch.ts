import {
  DEFAULT_ACCOUNT,
  DEFAULT_CONCURRENCY,
  WORKFLOWS,
  type BatchFanOutInput,
  type BatchFanOutWorkflow,
} from '@org/media-contracts';
import { startOnce, type Started } from '../temporal/start-once.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { redactText } from '../text/redact.js';
import { concurrencyText } from './concurrency-text.js';
import { describeBatch } from './describe-batch.js';

/**
 * What a batch says without being asked: of its list, whether another batch of the same id means the same; of a
 * redrive, the first batch of its line.
 */
export const BATCH_MEMO = { listSha256: 'listSha256', listName: 'listName', root: 'root' } as const;

export interface BatchStart {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly input: BatchFanOutInput;
  /** What people call the list. */
  readonly listName: string;
  /** Digest of the list, when the starter has read it. */
  readonly listSha256?: string | undefined;
  /** Beside what every batch says of itself, for example `{ [MEDIA_MEMO]: WorkflowMemo }`. */
  readonly memo?: Readonly<Record<string, unknown>>;
}

/** Starts a batch once: an id that was ever used starts nothing, and names what is there already. */
export async function startBatch(session: TemporalSession, start: BatchStart): Promise<Started> {
  const { workflowId, taskQueue, input, listName, listSha256, memo } = start;
  return startOnce(session, {
    start: (once) =>
      session.client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
        workflowId,
        taskQueue,
        args: [input],
        ...once,
        memo: {
          ...memo,
          [BATCH_MEMO.listName]: redactText(listName),
          ...(listSha256 === undefined ? {} : { [BATCH_MEMO.listSha256]: listSha256 }),
          ...(input.redrive ? { [BATCH_MEMO.root]: input.redrive.lineage.workflowId } : {}),
        },
        staticSummary: batchSummary(start),
        staticDetails: batchDetails(start),
      }),
    describe: () => describeBatch(session, workflowId),
  });
}

type Described = Pick<BatchStart, 'input' | 'listName' | 'listSha256'>;

/** One line for lists of the UI; the server takes at most 400 bytes, of which encryption may use up 150. */
export function batchSummary({ input, listName }: Described): string {
  const { redrive } = input;
  const what = redrive ? `redrive of ${redrive.of.workflowId} (${redrive.only.join(', ')}): ` : 'batch: ';
  return Buffer.from(`${what}${redactText(listName)}`)
    .subarray(0, 240)
    .toString('utf8')
    .replace(/\uFFFD+$/, '…');
}

/** Markdown for the page of the run in the UI; the server takes at most 20,000 bytes. */
export function batchDetails({ input, listName, listSha256 }: Described): string {
  const { settings = {}, redrive } = input;
  const { maxFailures, maxFailureShare, spend, destination } = settings;
  const lines = [
    `- list: ${redactText(listName).slice(0, 2_000)}`,
    ...(listSha256 === undefined ? [] : [`- sha256: ${listSha256}`]),
    `- account: ${settings.account ?? DEFAULT_ACCOUNT}`,
    `- lanes: ${concurrencyText(settings.concurrency ?? DEFAULT_CONCURRENCY)}`,
    ...(maxFailures === undefined ? [] : [`- stops after: ${maxFailures} failures`]),
    ...(maxFailureShare === undefined ? [] : [`- stops after: ${maxFailureShare * 100} % failures`]),
    ...(spend?.cap === undefined ? [] : [`- cap on spend: ${spend.cap} ${spend.currency ?? ''}`.trimEnd()]),
    ...(destination === undefined ? [] : [`- destination: ${destination.slice(0, 2_000)}`]),
    ...(redrive ? [`- redoes: ${redrive.of.workflowId} (${redrive.of.runId})`] : []),
  ];
  return lines.join('\n');
}
