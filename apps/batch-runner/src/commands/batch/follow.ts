import { describeBatch } from '@org/media-control';
import type { Command } from 'commander';
import { followBatch } from '../../batch/follow/follow-batch.js';
import { runTemporalCommand, subcommand } from '../../shell.js';

/** `follow <batch>` */
export function addFollowBatchCommand(parent: Command): void {
  subcommand(
    parent,
    'follow <batch>',
    'show progress until the end; Ctrl-C detaches and never cancels',
  ).action(async (workflowId: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, async (tools) => {
      const { runId } = await describeBatch(tools.session, workflowId);
      return followBatch(tools, { workflowId, runId });
    });
  });
}
