#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addBatchCommands } from './commands/batch/add-batch-commands.js';
import { addCancelCommand } from './commands/cancel.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addFollowCommand } from './commands/follow.js';
import { addListCommand } from './commands/list.js';
import { addOrphansCommand } from './commands/orphans.js';
import { addRedriveCommand } from './commands/redrive.js';
import { addResumeCommand } from './commands/resume.js';
import { addRunCommand } from './commands/run.js';
import { addStatusCommand } from './commands/status.js';
import { addWhyCommand } from './commands/why.js';
import { programName } from './env.js';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.js';

const program = new Command(programName())
  .description('Plan, run, follow, explain and redo batches of media work, and single pipelines.')
  .exitOverride()
  .addHelpText('after', EXIT_CODES_HELP);

addBatchCommands(program);
const pipeline = program.command('pipeline').description('pipelines: one video each');
addRunCommand(pipeline);
addStatusCommand(pipeline);
addFollowCommand(pipeline);
addWhyCommand(pipeline);
addCancelCommand(pipeline);
addResumeCommand(pipeline);
addRedriveCommand(pipeline);
addListCommand(pipeline);
addOrphansCommand(program);
addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed it. Asking for help is no mistake, but calling without a command is.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
