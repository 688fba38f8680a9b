import { fileURLToPath } from 'node:url';
import { createLogger } from '@org/media-log';
import { encryptsPayloads, payloadKeySecrets } from '@org/media-payload-codec';
import { EnvError } from '@org/media-env';
import { parseEnv, type Env } from './env.js';
import { runWorker } from './run-worker.js';
import { listenForStop } from './stop-signals.js';

const env = readEnv();
const secrets = [
  ...env.accountKeys.values(),
  ...[env.TEMPORAL_API_KEY, env.DATABASE_URL, env.S3_SECRET_ACCESS_KEY].filter((one) => one !== undefined),
  ...(env.CALLBACK_SECRET_KEY?.split(',') ?? []),
  ...payloadKeySecrets(env.PAYLOAD_KEYS),
];
const logger = createLogger({ service: 'worker', level: env.LOG_LEVEL, secrets });

process.on('uncaughtException', (error) => {
  logger.fatal({ err: error }, 'An error that nobody handled: the worker ends');
  process.exit(1);
});

logger.info(
  {
    roles: env.WORKER_ROLES,
    taskQueue: env.TASK_QUEUE,
    accounts: [...env.accountKeys.keys()],
    payloads: env.PAYLOAD_KEYS?.encrypting?.id ?? 'plain',
    node: process.version,
  },
  'Starting',
);
const signal = listenForStop({ logger, forceAfterMs: env.WORKER_SHUTDOWN_FORCE_SECONDS * 1_000 });
try {
  // A converter of failures can be had only by bundling it, and while nothing is encrypted they should stay legible.
  const bundle = encryptsPayloads(env.PAYLOAD_KEYS) ? 'workflow-bundle.encrypting.js' : 'workflow-bundle.js';
  const bundlePath = fileURLToPath(new URL(bundle, import.meta.url));
  await runWorker({ env, logger, bundlePath, signal });
  logger.info({ exitCode: 0 }, 'Ended');
  process.exit(0);
} catch (error) {
  logger.fatal({ err: error, exitCode: 1 }, 'The worker cannot go on');
  process.exit(1);
}

function readEnv(): Env {
  try {
    return parseEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    createLogger({ service: 'worker', level: 'info' }).fatal(
      { problems: error.problems, exitCode: 1 },
      'The environment cannot be used',
    );
    process.exit(1);
  }
}
