import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { addPlanCommand } from '../commands/batch/plan.js';
import { EXIT } from '../exit-codes.js';
import { runCommand, subcommand } from '../shell.js';
import { addApiBatchCommands } from './api-batch-commands.js';
import { addApiPipelineCommands } from './api-pipeline-commands.js';

/** The commands over the API, by the names that they have over Temporal. */
export function addApiCommands(program: Command, url: string): void {
  addPlanCommand(program);
  addApiBatchCommands(program, url);
  addApiPipelineCommands(program.command('pipeline').description('pipelines: one video each'), url);
  withoutApi(program, 'orphans', 'asks Temporal and the remote service themselves');
  withoutApi(program, 'doctor', 'looks at Temporal, workers and the remote service themselves');
}

/** What has to reach more than the API says so, rather than being unknown. */
function withoutApi(program: Command, usage: string, does: string): void {
  const [name = ''] = usage.split(' ');
  subcommand(program, usage, `not by way of the API: it ${does}`)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (...given: unknown[]) => {
      const flags = given.find((one): one is { json?: boolean } => typeof one === 'object' && one !== null);
      await runCommand(flags ?? {}, () => {
        const message = `${name} ${does}: leave --api and MEDIA_API_URL out, with the settings of Temporal.`;
        return Promise.reject(new CliError(message, EXIT.usage));
      });
    });
}
