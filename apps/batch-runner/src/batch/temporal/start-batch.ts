import {
  DEFAULT_ACCOUNT,
  DEFAULT_CONCURRENCY,
  WORKFLOWS,
  type BatchFanOutInput,
  type BatchFanOutWorkflow,
} from '@org/media-contracts';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { redactText } from '../../redact.js';
import type { Execution } from '../../temporal/ending.js';
import type { Session } from '../../temporal/session.js';
import { concurrencyText } from '../settings/concurrency-flag.js';

/**
 * What a batch says without being asked: of its list, whether another batch of the same id means the same; of a
 * redrive, the first batch of its line.
 */
export const MEMO = { listSha256: 'listSha256', listName: 'listName', root: 'root' } as const;

export interface BatchStart {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly input: BatchFanOutInput;
  /** What people call the list. */
  readonly listName: string;
  /** Digest of the list, when the starter has read it. */
  readonly listSha256?: string | undefined;
}

/** Starts a batch once: an id that was ever used starts nothing. Resolves with undefined in that case. */
export async function startBatch(session: Session, start: BatchStart): Promise<Execution | undefined> {
  const { workflowId, taskQueue, input, listName, listSha256 } = start;
  try {
    const handle = await session.rpc(() =>
      session.client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        memo: {
          [MEMO.listName]: redactText(listName),
          ...(listSha256 === undefined ? {} : { [MEMO.listSha256]: listSha256 }),
          ...(input.redrive ? { [MEMO.root]: input.redrive.lineage.workflowId } : {}),
        },
        staticSummary: batchSummary(start),
        staticDetails: batchDetails(start),
      }),
    );
    return { workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

type Described = Pick<BatchStart, 'input' | 'listName' | 'listSha256'>;

/** One line for lists of the UI; the server takes at most 400 bytes. */
export function batchSummary({ input, listName }: Described): string {
  const { redrive } = input;
  const what = redrive ? `redrive of ${redrive.of.workflowId} (${redrive.only.join(', ')}): ` : 'batch: ';
  return Buffer.from(`${what}${redactText(listName)}`)
    .subarray(0, 390)
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
