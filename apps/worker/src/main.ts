import { fileURLToPath } from 'node:url';
import { EnvError, parseEnv, type Env } from './env.js';
import { createLogger } from './log/create-logger.js';
import { runWorker } from './run-worker.js';
import { listenForStop } from './stop-signals.js';

const env = readEnv();
const secrets = [
  ...env.accountKeys.values(),
  ...(env.TEMPORAL_API_KEY === undefined ? [] : [env.TEMPORAL_API_KEY]),
];
const logger = createLogger({ level: env.LOG_LEVEL, secrets });

process.on('uncaughtException', (error) => {
  logger.fatal({ err: error }, 'An error that nobody handled: the worker ends');
  process.exit(1);
});

logger.info(
  {
    roles: env.WORKER_ROLES,
    taskQueue: env.TASK_QUEUE,
    accounts: [...env.accountKeys.keys()],
    node: process.version,
  },
  'Starting',
);
const signal = listenForStop({ logger, forceAfterMs: env.WORKER_SHUTDOWN_FORCE_SECONDS * 1_000 });
try {
  const bundlePath = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
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
    createLogger({ level: 'info' }).fatal(
      { problems: error.problems, exitCode: 1 },
      'The environment cannot be used',
    );
    process.exit(1);
  }
}
