import {
  DEFAULT_ACCOUNT,
  STAGES,
  WORKFLOWS,
  type MediaPipelineInput,
  type MediaPipelineWorkflow,
} from '@org/media-contracts';
import { startOnce, type Started } from '../temporal/start-once.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { redactText } from '../text/redact.js';
import { describePipeline } from './read-pipeline.js';

export interface PipelineStart {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly input: MediaPipelineInput;
  /** What starters and readers agree on beside the input, for example `{ [MEDIA_MEMO]: WorkflowMemo }`. */
  readonly memo?: Readonly<Record<string, unknown>>;
}

/**
 * Starts a pipeline once: an id that was ever used, by a running or a closed pipeline, starts nothing, and names what
 * is there already.
 */
export async function startPipeline(session: TemporalSession, start: PipelineStart): Promise<Started> {
  const { workflowId, taskQueue, input, memo } = start;
  return startOnce(session, {
    start: (once) =>
      session.client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
        workflowId,
        taskQueue,
        args: [input],
        ...once,
        ...(memo && { memo: { ...memo } }),
        staticSummary: staticSummary(input),
        staticDetails: staticDetails(input),
      }),
    describe: () => describePipeline(session, workflowId),
  });
}

/** One line for lists of the UI; the server takes at most 400 bytes, of which encryption may use up 150. */
export function staticSummary({ source, redrive }: MediaPipelineInput): string {
  const summary = `${redrive ? `redrive of ${redrive.of.workflowId}: ` : ''}${redactText(source)}`;
  return Buffer.from(summary)
    .subarray(0, 240)
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
