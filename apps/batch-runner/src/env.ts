import { DEFAULT_ACCOUNT, DEFAULT_TASK_QUEUE } from '@org/media-contracts';
import { parsePayloadKeys } from '@org/media-payload-codec';
import type { StoreSettings } from '@org/media-storage';
import { z } from 'zod';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';

const KEY = 'ITTYBIT_API_KEY';

const BooleanSchema = z
  .enum(['true', '1', 'false', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

/** The message names the key's id at most. */
const PayloadKeysSchema = z.string().transform((text, context) => {
  try {
    return parsePayloadKeys(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

const EnvSchema = z.object({
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+$/, 'must be host:port, without http://')
    .default('localhost:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: BooleanSchema.optional(),
  TASK_QUEUE: z.string().max(200, 'must have at most 200 characters').default(DEFAULT_TASK_QUEUE),
  ITTYBIT_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  ITTYBIT_API: z.enum(['jobs', 'tasks'], 'must be jobs or tasks').default('jobs'),
  WORKER_ALLOW_PRIVATE_ADDRESSES: BooleanSchema.default(false),
  STORE_DIR: z.string().optional(),
  STORE_URL: z
    .string()
    .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket or s3://bucket/prefix')
    .optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  PAYLOAD_KEYS: PayloadKeysSchema.optional(),
  MEDIA_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'has a space or another character that no key has')
    .optional(),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
});

/** The settings by their names in the environment, and the key of each Ittybit account by the account's name. */
export type Env = z.output<typeof EnvSchema> & { readonly accountKeys: ReadonlyMap<string, string> };

export type StoreEnv = Pick<
  Env,
  'STORE_DIR' | 'STORE_URL' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'
>;

/** Where the workers keep plans and results of batches. */
export function storeSettings(env: StoreEnv): StoreSettings {
  return {
    dir: env.STORE_DIR,
    url: env.STORE_URL,
    s3: {
      endpoint: env.S3_ENDPOINT,
      region: env.S3_REGION,
      accessKeyId: env.S3_ACCESS_KEY_ID,
      secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    },
  };
}

/** Reads the settings. An empty variable counts as absent. Throws a `CliError` that names what to change. */
export function parseEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = EnvSchema.safeParse(given);
  if (parsed.success) return { ...parsed.data, accountKeys: accountKeys(given) };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new CliError(`The environment cannot be used: ${problems.join('; ')}`, EXIT.usage);
}

/** How a person calls this program, for advice to copy: whoever wraps it sets this. */
export function programName(source: Readonly<Record<string, string | undefined>> = process.env): string {
  return source['BATCH_RUNNER_NAME'] || 'batch-runner';
}

/** Where the business API is, when it is to be asked instead of Temporal. */
export function givenApiUrl(
  source: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return source['MEDIA_API_URL'];
}

/** Environment variable that holds the key of an account, as the worker reads it. */
export function accountKeyName(account: string): string {
  return account === DEFAULT_ACCOUNT ? KEY : `${KEY}_${account.toUpperCase().replaceAll('-', '_')}`;
}

function accountKeys(given: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (name === KEY) keys.set(DEFAULT_ACCOUNT, value);
    else if (name.startsWith(`${KEY}_`)) {
      keys.set(
        name
          .slice(KEY.length + 1)
          .toLowerCase()
          .replaceAll('_', '-'),
        value,
      );
    }
  }
  return keys;
}
