import { describePipeline } from '@org/media-control';
import type { Command } from 'commander';
import { followToEnd } from '../follow/follow-to-end.js';
import { runTemporalCommand, subcommand } from '../shell.js';

/** `pipeline follow <id>` */
export function addFollowCommand(parent: Command): void {
  subcommand(parent, 'follow <id>', 'show progress until the end; Ctrl-C detaches and never cancels').action(
    async (id: string, flags: { json?: boolean }) => {
      await runTemporalCommand(flags, async (tools) => {
        const { session } = tools;
        const { runId } = await describePipeline(session, id);
        return followToEnd(tools, { workflowId: id, runId });
      });
    },
  );
}
