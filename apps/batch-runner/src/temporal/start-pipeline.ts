import {
  DEFAULT_ACCOUNT,
  STAGES,
  WORKFLOWS,
  type MediaPipelineInput,
  type MediaPipelineWorkflow,
} from '@org/media-contracts';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { redactText } from '../redact.js';
import type { Execution } from './ending.js';
import type { Session } from './session.js';

export interface PipelineStart {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly input: MediaPipelineInput;
}

/**
 * Starts a pipeline once: an id that was ever used, by a running or a closed pipeline, starts nothing.
 * Resolves with undefined in that case.
 */
export async function startPipeline(session: Session, start: PipelineStart): Promise<Execution | undefined> {
  const { workflowId, taskQueue, input } = start;
  try {
    const handle = await session.rpc(() =>
      session.client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: staticSummary(input),
        staticDetails: staticDetails(input),
      }),
    );
    return { workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** One line for lists of the UI; the server takes at most 400 bytes. */
export function staticSummary({ source, redrive }: MediaPipelineInput): string {
  const summary = `${redrive ? `redrive of ${redrive.of.workflowId}: ` : ''}${redactText(source)}`;
  return Buffer.from(summary)
    .subarray(0, 390)
    .toString('utf8')
    .replace(/\uFFFD+$/, '…');
}

/** Markdown for the page of the run in the UI; the server takes at most 20,000 bytes. */
export function staticDetails(input: MediaPipelineInput): string {
  const off = STAGES.filter((stage) => input.stages?.[stage]?.enabled === false);
  const lines = [
    `- source: ${redactText(input.source).slice(0, 2_000)}`,
    `- account: ${input.account ?? DEFAULT_ACCOUNT}`,
    `- transcode: ${input.transcodeInParallel ? 'beside thumbnails and audio' : 'after thumbnails and audio'}`,
    ...(off.length > 0 ? [`- switched off: ${off.join(', ')}`] : []),
    ...(input.destination ? [`- destination: ${input.destination.slice(0, 2_000)}`] : []),
    ...(input.redrive ? [`- redoes: ${input.redrive.of.workflowId} (${input.redrive.of.runId})`] : []),
  ];
  return lines.join('\n');
}
