import type { Command } from 'commander';
import { addFollowBatchCommand } from './follow.js';
import { addBatchListCommand } from './list.js';
import { addPlanCommand } from './plan.js';
import { addRedriveBatchCommand } from './redrive.js';
import { addRunBatchCommand } from './run.js';
import { addBatchStatusCommand } from './status.js';
import { addBatchUpdateCommands } from './updates.js';
import { addVerifyCommand } from './verify.js';
import { addWhyBatchCommand } from './why.js';

/** The commands of batches stand at the top: a batch is what this program is for. */
export function addBatchCommands(program: Command): void {
  addPlanCommand(program);
  addRunBatchCommand(program);
  addBatchStatusCommand(program);
  addFollowBatchCommand(program);
  addBatchUpdateCommands(program);
  addWhyBatchCommand(program);
  addRedriveBatchCommand(program);
  addVerifyCommand(program);
  addBatchListCommand(program);
}
