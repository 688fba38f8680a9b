import {
  boolean,
  EnvError,
  ittybitShape,
  payloadKeys,
  readEnvironment,
  secret,
  storeShape,
  temporalShape,
  type AccountKeys,
  type Environment,
} from '@org/media-env';
import { z } from 'zod';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';

const EnvSchema = z.object({
  ...temporalShape,
  ...ittybitShape,
  ...storeShape,
  WORKER_ALLOW_PRIVATE_ADDRESSES: boolean.default(false),
  PAYLOAD_KEYS: payloadKeys.optional(),
  MEDIA_API_KEY: secret.optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
});

/** The settings by their names in the environment. */
export type Env = z.output<typeof EnvSchema> & AccountKeys;

/** Reads the settings. Throws a `CliError` that names what to change. */
export function parseEnv(environment: Environment = process.env): Env {
  return refusing(() => readEnvironment(EnvSchema, environment));
}

/** A setting that is wrong is the caller's to mend, whenever it is found. */
export function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof EnvError) throw new CliError(error.message, EXIT.usage);
    throw error;
  }
}

/** How a person calls this program, for advice to copy: whoever wraps it sets this. */
export function programName(environment: Environment = process.env): string {
  return environment['BATCH_RUNNER_NAME'] || 'batch-runner';
}

/** Where the business API is, when it is to be asked instead of Temporal. */
export function givenApiUrl(environment: Environment = process.env): string | undefined {
  return environment['MEDIA_API_URL'];
}
