import { DEFAULT_ACCOUNT, DEFAULT_TASK_QUEUE } from '@org/media-contracts';
import { parsePayloadKeys } from '@org/media-payload-codec';
import type { StoreSettings } from '@org/media-storage';
import { z } from 'zod';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

const boolean = z
  .enum(['true', '1', 'false', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

const secret = z.string().regex(/^[\x21-\x7e]+$/, 'has a space or another character that no key has');
const longSecret = secret.min(32, 'must have at least 32 characters');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** The message names the key's id at most. */
const payloadKeys = z.string().transform((text, context) => {
  try {
    return parsePayloadKeys(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

const EnvSchema = z.object({
  DATABASE_URL: z
    .string('is needed: postgres://user:password@host:port/database, PostgreSQL 15 or newer')
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: integer(0, 65_535).default(8080),
  API_CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .default([]),
  API_MAX_BODY_BYTES: integer(1_024, 1_073_741_824).default(1_048_576),
  API_SHUTDOWN_GRACE_SECONDS: integer(0, 3_600).default(15),
  API_ALLOW_PRIVATE_ADDRESSES: boolean.default(false),
  API_ADOPT_TENANT: z.string().max(100).optional(),
  PUBLIC_URL: httpUrl.optional(),
  API_SIGNING_SECRET: longSecret.optional(),
  CALLBACK_SECRET_KEY: z
    .string()
    .refine(
      (keys) => keys.split(',').every((key) => Buffer.from(key.trim(), 'base64').length === 32),
      'must have 32 bytes in base64, or several such keys with commas between, the newest first',
    )
    .optional(),
  STORE_DIR: z.string().optional(),
  STORE_URL: z
    .string()
    .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket or s3://bucket/prefix')
    .optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: secret.optional(),
  S3_SECRET_ACCESS_KEY: secret.optional(),
  API_MAX_UPLOAD_BYTES: integer(1, 1_000_000_000_000).default(10_737_418_240),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+$/, 'must be host:port, without http://')
    .default('localhost:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: secret.optional(),
  TEMPORAL_TLS: boolean.optional(),
  PAYLOAD_KEYS: payloadKeys.optional(),
  API_CODEC_TOKEN: longSecret.optional(),
  API_CODEC_ORIGIN: z.string().optional(),
  TASK_QUEUE: z.string().max(200, 'must have at most 200 characters').default(DEFAULT_TASK_QUEUE),
  ITTYBIT_BASE_URL: httpUrl.optional(),
  ITTYBIT_API: z.enum(['jobs', 'tasks'], 'must be jobs or tasks').default('jobs'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

const KEY = 'ITTYBIT_API_KEY';

/** The settings by their names in the environment, and the key of each Ittybit account by the account's name. */
export type Env = z.output<typeof EnvSchema> & { readonly accountKeys: ReadonlyMap<string, string> };

/** What is wrong with the environment: everything at once, and never a value that may be secret. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the environment cannot be used: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** Reads the environment once. An empty value counts as not set. @throws {@link EnvError} */
export function parseEnv(environment: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const parsed = EnvSchema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  }
  if ((parsed.data.PUBLIC_URL === undefined) !== (parsed.data.API_SIGNING_SECRET === undefined)) {
    throw new EnvError(['API_SIGNING_SECRET belongs together with PUBLIC_URL: set both or neither']);
  }
  return { ...parsed.data, accountKeys: accountKeys(given) };
}

/** Environment variable that holds the key of an account, as the worker reads it. */
export function accountKeyName(account: string): string {
  return account === DEFAULT_ACCOUNT ? KEY : `${KEY}_${account.toUpperCase().replaceAll('-', '_')}`;
}

function accountKeys(given: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const named = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || (name !== KEY && !name.startsWith(`${KEY}_`))) return [];
    const account =
      name === KEY
        ? DEFAULT_ACCOUNT
        : name
            .slice(KEY.length + 1)
            .toLowerCase()
            .replaceAll('_', '-');
    return [[account, value] as const];
  });
  return new Map(named);
}

/** Where uploads, lists and manifests are. */
export function storeSettings(env: Env): StoreSettings {
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
