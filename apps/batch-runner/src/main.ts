#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addApiCommands } from './api/add-api-commands.js';
import { API_FLAG, API_FLAG_HELP, apiUrl } from './api/api-url.js';
import { CliError } from './cli-error.js';
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
import { givenApiUrl, programName } from './env.js';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.js';

const program = new Command(programName())
  .description('Plan, run, follow, explain and redo batches of media work, and single pipelines.')
  .option(API_FLAG, API_FLAG_HELP)
  .exitOverride()
  .addHelpText('after', EXIT_CODES_HELP);

try {
  const api = apiUrl(process.argv.slice(2), givenApiUrl());
  if (api === undefined) addCommands(program);
  else addApiCommands(program, api);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CliError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) {
    // Commander has printed it. Asking for help is no mistake, but calling without a command is.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else throw error;
}

/** The commands over Temporal itself. */
function addCommands(parent: Command): void {
  addBatchCommands(parent);
  const pipeline = parent.command('pipeline').description('pipelines: one video each');
  addRunCommand(pipeline);
  addStatusCommand(pipeline);
  addFollowCommand(pipeline);
  addWhyCommand(pipeline);
  addCancelCommand(pipeline);
  addResumeCommand(pipeline);
  addRedriveCommand(pipeline);
  addListCommand(pipeline);
  addOrphansCommand(parent);
  addDoctorCommand(parent);
}
