import { readPipelineEnding, type Execution } from '@org/media-control';
import type { ExitCode } from '../exit-codes.js';
import { reportEnd, reportRunning } from '../report-end.js';
import type { TemporalTools } from '../shell.js';
import { followPipeline } from './follow-pipeline.js';
import { createFollowView } from './follow-view.js';

/** Follows a pipeline to its end and reports it; Ctrl-C detaches and says how to go on. */
export async function followToEnd(tools: TemporalTools, execution: Execution): Promise<ExitCode> {
  const { session, output, interrupted } = tools;
  const view = createFollowView(output);
  const reading = await followPipeline(session, {
    workflowId: execution.workflowId,
    view,
    signal: interrupted,
  });
  if (!reading) return reportRunning(output, execution);
  return reportEnd(output, reading, await readPipelineEnding(session, reading));
}
