import { followEvents, type MediaEvent } from '@org/media-api-client';
import type { BatchCounts } from '@org/media-contracts';
import { clockTime } from '@org/media-control';
import { countsText } from '../batch/picture/batch-lines.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';
import { reportResource, type ResourceName } from './report-resource.js';

/** Shows what happens, line by line, until the end. Ctrl-C detaches and says how to come back: it never cancels. */
export async function followOverApi(tools: ApiTools, { kind, id }: ResourceName): Promise<ExitCode> {
  const { api, output, interrupted: signal } = tools;
  try {
    for await (const event of followEvents(api, { kind, id, signal })) output.note(eventLine(event));
  } catch (error) {
    if (!signal.aborted) throw error;
    const again = kind === 'batches' ? 'follow' : 'pipeline follow';
    output.note(`${id} goes on. Follow it again: batch-runner ${again} ${id}`);
    output.answer({ workflowId: id, state: 'running' });
    return EXIT.running;
  }
  return reportResource(tools, { kind, id });
}

/** Time, what happened, and what belongs to it in few words. */
function eventLine({ type, data }: MediaEvent): string {
  const { at, stage, counts, reason, error } = data as {
    at?: number;
    stage?: string;
    counts?: BatchCounts;
    reason?: string;
    error?: { message?: string };
  };
  const parts = [
    at === undefined ? undefined : clockTime(at),
    type,
    stage,
    counts && countsText(counts),
    reason,
    error?.message,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('  ');
}
