#!/usr/bin/env node
import { createLogger } from '@org/media-log';
import { payloadKeySecrets } from '@org/media-payload-codec';
import { namesStore, openStore } from '@org/media-storage';
import { Command } from 'commander';
import { EnvError, storeSettings } from '@org/media-env';
import { parseEnv, type Env } from './env.js';
import { openApiDocument } from './docs/openapi-document.js';
import { addCleanUpCommand, addKeyCommands } from './keys/key-commands.js';
import { runApi } from './run-api.js';

const program = new Command('media-api').description('The business API in front of Temporal, and its keys.');
program.command('serve', { isDefault: true }).description('serve until SIGTERM').action(serve);
program
  .command('openapi')
  .description('print the OpenAPI document; nothing has to run')
  .action(async () => {
    process.stdout.write(`${JSON.stringify(await openApiDocument(), null, 2)}\n`);
  });
const surroundings = {
  databaseUrl: () => parseEnv().DATABASE_URL,
  store: async () => {
    const settings = storeSettings(parseEnv());
    return namesStore(settings) ? openStore(settings) : undefined;
  },
  print: (line: string) => {
    process.stdout.write(`${line}\n`);
  },
};
addKeyCommands(program, surroundings);
addCleanUpCommand(program, surroundings);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`media-api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function serve(): Promise<void> {
  const env = readEnv();
  const secrets = [
    env.DATABASE_URL,
    env.API_SIGNING_SECRET,
    env.API_CODEC_TOKEN,
    env.CALLBACK_SECRET_KEY,
    env.S3_SECRET_ACCESS_KEY,
    env.TEMPORAL_API_KEY,
    ...(env.CALLBACK_SECRET_KEY?.split(',') ?? []),
    ...env.accountKeys.values(),
    ...payloadKeySecrets(env.PAYLOAD_KEYS),
  ];
  const logger = createLogger({
    service: 'api',
    level: env.LOG_LEVEL,
    secrets: secrets.filter((secret) => secret !== undefined),
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An error that nobody handled: the API ends');
    process.exit(1);
  });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      // A second one asks for an end at once.
      if (stop.signal.aborted) process.exit(1);
      logger.info({ signal: name }, 'Shutting down');
      stop.abort();
    });
  }
  try {
    await runApi({ env, logger, signal: stop.signal });
    logger.info({ exitCode: 0 }, 'Ended');
  } catch (error) {
    if (stop.signal.aborted) process.exit(0);
    logger.fatal({ err: error, exitCode: 1 }, 'The API cannot go on');
    process.exit(1);
  }
}

function readEnv(): Env {
  try {
    return parseEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    createLogger({ service: 'api', level: 'info' }).fatal(
      { problems: error.problems },
      'The environment cannot be used',
    );
    process.exit(1);
  }
}
