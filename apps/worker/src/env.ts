import { availableParallelism } from 'node:os';
import { DEFAULT_ACCOUNT, DEFAULT_TASK_QUEUE, WORKER_ROLES, type WorkerRole } from '@org/media-contracts';
import { parseS3Url, s3PlaceHolds, type StoreSettings } from '@org/media-storage';
import { parsePayloadKeys } from '@org/media-payload-codec';
import { z } from 'zod';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

const boolean = z
  .enum(['true', '1', 'false', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

/** Visible ASCII: anything else cannot be sent in a header. The message never shows the value. */
const secret = z.string().regex(/^[\x21-\x7e]+$/, 'has a space or another character that no key has');

const roles = z.string().transform((text, context): readonly WorkerRole[] => {
  const names = text.split(',').map((name) => name.trim());
  const known = WORKER_ROLES.filter((role) => names.includes(role));
  const unknown = names.filter((name) => !WORKER_ROLES.includes(name as WorkerRole));
  if (unknown.length > 0) {
    context.addIssue(
      `has unknown roles (${unknown.join(', ')}): list one or more of ${WORKER_ROLES.join(', ')}`,
    );
  }
  return known;
});

/** The message names the key's id at most. */
const payloadKeys = z.string().transform((text, context) => {
  try {
    return parsePayloadKeys(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

const cores = availableParallelism();

const s3Places = z.string().transform((value, context) => {
  const places = value.split(',').map((url) => parseS3Url(url.trim()));
  if (places.every((place) => place !== undefined)) return places;
  context.addIssue('must be s3://bucket or s3://bucket/folder, or several of them with commas between');
  return z.NEVER;
});

const EnvSchema = z
  .object({
    TEMPORAL_ADDRESS: z
      .string()
      .regex(/^[^\s/]+$/, 'must be host:port, without http://')
      .default('localhost:7233'),
    TEMPORAL_NAMESPACE: z.string().default('default'),
    TEMPORAL_API_KEY: secret.optional(),
    TEMPORAL_TLS: boolean.optional(),
    TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
    TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
    TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
    TASK_QUEUE: z.string().max(200, 'must have at most 200 characters').default(DEFAULT_TASK_QUEUE),
    WORKER_ROLES: roles.optional(),
    WORKER_WORKFLOW_SLOTS: integer(2, 1_000).default(20),
    WORKER_MAX_CACHED_WORKFLOWS: integer(2, 100_000).default(1_000),
    WORKER_REMOTE_SLOTS: integer(1, 10_000).default(200),
    WORKER_CHECK_SLOTS: integer(1, 1_000).default(cores),
    WORKER_BATCH_SLOTS: integer(1, 1_000).default(4),
    WORKER_CALLBACK_SLOTS: integer(1, 10_000).default(50),
    WORKER_SHUTDOWN_GRACE_SECONDS: integer(0, 3_600).default(20),
    WORKER_SHUTDOWN_FORCE_SECONDS: integer(1, 3_660).optional(),
    WORKER_HTTP_HOST: z.string().default('127.0.0.1'),
    WORKER_HTTP_PORT: z
      .union([z.literal('off'), integer(0, 65_535)], 'must be a port, 0 for any free one, or off')
      .default(9465),
    WORKER_ALLOW_PRIVATE_ADDRESSES: boolean.default(false),
    WORKER_WATCH_SCALE: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,4})?$/, 'must be a number such as 0.1')
      .transform(Number)
      .refine((value) => value > 0 && value <= 100, 'must be above 0 and at most 100')
      .default(1),
    WORKER_DEPLOYMENT_NAME: z.string().optional(),
    WORKER_BUILD_ID: z.string().optional(),
    ITTYBIT_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    ITTYBIT_API: z.enum(['jobs', 'tasks'], 'must be jobs or tasks').default('jobs'),
    STORE_DIR: z.string().optional(),
    STORE_URL: z
      .string()
      .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket or s3://bucket/prefix')
      .optional(),
    S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    S3_REGION: z.string().optional(),
    S3_ACCESS_KEY_ID: secret.optional(),
    S3_SECRET_ACCESS_KEY: secret.optional(),
    S3_SOURCES: s3Places.optional(),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional(),
    CALLBACK_SECRET_KEY: z
      .string()
      .refine(
        (keys) => keys.split(',').every((key) => Buffer.from(key.trim(), 'base64').length === 32),
        'must have 32 bytes in base64, or several such keys with commas between, the newest first',
      )
      .optional(),
    PAYLOAD_KEYS: payloadKeys.optional(),
    FFMPEG_PATH: z.string().optional(),
    FFPROBE_PATH: z.string().optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  })
  .check(({ value, issues }) => {
    const complain = (name: keyof typeof value, message: string): void => {
      issues.push({ code: 'custom', path: [name], message, input: undefined });
    };
    if (sendsKeyInTheClear(value)) {
      complain(
        'ITTYBIT_BASE_URL',
        'would send the API key in the clear: use https, or, inside a private network, WORKER_ALLOW_PRIVATE_ADDRESSES=true',
      );
    }
    const store = value.STORE_URL === undefined ? undefined : parseS3Url(value.STORE_URL);
    const inTheWay =
      store && value.S3_SOURCES?.find((place) => s3PlaceHolds(place, store) || s3PlaceHolds(store, place));
    if (inTheWay) {
      complain(
        'S3_SOURCES',
        `would let anybody read what STORE_URL keeps: give sources a bucket or a folder of their own`,
      );
    }
    if (forceSeconds(value) <= value.WORKER_SHUTDOWN_GRACE_SECONDS) {
      complain('WORKER_SHUTDOWN_FORCE_SECONDS', 'must be greater than WORKER_SHUTDOWN_GRACE_SECONDS');
    }
    if ((value.WORKER_DEPLOYMENT_NAME === undefined) !== (value.WORKER_BUILD_ID === undefined)) {
      complain('WORKER_BUILD_ID', 'belongs together with WORKER_DEPLOYMENT_NAME: set both or neither');
    }
    if (
      (value.TEMPORAL_TLS_CLIENT_CERT_PATH === undefined) !==
      (value.TEMPORAL_TLS_CLIENT_KEY_PATH === undefined)
    ) {
      complain(
        'TEMPORAL_TLS_CLIENT_KEY_PATH',
        'belongs together with TEMPORAL_TLS_CLIENT_CERT_PATH: set both or neither',
      );
    }
  });

type Values = z.output<typeof EnvSchema>;
type Environment = Readonly<Record<string, string | undefined>>;

/** The settings by their names in the environment, and the key of each Ittybit account by the account's name. */
export type Env = Values & {
  readonly WORKER_ROLES: readonly WorkerRole[];
  /** Roles that would be started by default and lack a setting that they cannot do without. */
  readonly leftOutRoles: readonly WorkerRole[];
  readonly WORKER_SHUTDOWN_FORCE_SECONDS: number;
  readonly accountKeys: ReadonlyMap<string, string>;
};

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
export function parseEnv(environment: Environment = process.env): Env {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const result = EnvSchema.safeParse(given);
  const keys = readAccountKeys(given);
  const problems = (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
  if (!result.success || keys.problems.length > 0) throw new EnvError([...problems, ...keys.problems]);
  const force = forceSeconds(result.data);
  return {
    ...result.data,
    ...rolesOf(result.data),
    WORKER_SHUTDOWN_FORCE_SECONDS: force,
    accountKeys: keys.byAccount,
  };
}

/** A role that was asked for by name is kept whatever it lacks: it is then not ready, and says why. */
function rolesOf(values: Values): Pick<Env, 'WORKER_ROLES' | 'leftOutRoles'> {
  const { WORKER_ROLES: given } = values;
  if (given !== undefined) return { WORKER_ROLES: given, leftOutRoles: [] };
  const leftOutRoles = WORKER_ROLES.filter((role) => missingSettings(role, values).length > 0);
  return { WORKER_ROLES: WORKER_ROLES.filter((role) => !leftOutRoles.includes(role)), leftOutRoles };
}

/** The settings that a role cannot do without, and that are not set. */
export function missingSettings(
  role: WorkerRole,
  values: Pick<Values, 'STORE_DIR' | 'STORE_URL' | 'DATABASE_URL' | 'CALLBACK_SECRET_KEY'>,
): readonly string[] {
  const { STORE_DIR, STORE_URL, DATABASE_URL, CALLBACK_SECRET_KEY } = values;
  const needed: Partial<Record<WorkerRole, Readonly<Record<string, unknown>>>> = {
    batch: { 'STORE_DIR or STORE_URL': STORE_DIR ?? STORE_URL },
    callbacks: { DATABASE_URL, CALLBACK_SECRET_KEY },
  };
  return Object.entries(needed[role] ?? {}).flatMap(([name, value]) => (value === undefined ? [name] : []));
}

/** Where plans and results of batches are. */
export function storeSettings(env: Values): StoreSettings {
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

/** Environment variable that holds the key of an account. */
export function accountKeyName(account: string): string {
  return account === DEFAULT_ACCOUNT ? KEY : `${KEY}_${account.toUpperCase().replaceAll('-', '_')}`;
}

const KEY = 'ITTYBIT_API_KEY';
const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,62}$/;

function readAccountKeys(given: Environment): { byAccount: Map<string, string>; problems: string[] } {
  const byAccount = new Map<string, string>();
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name !== KEY && !name.startsWith(`${KEY}_`)) continue;
    const account =
      name === KEY
        ? DEFAULT_ACCOUNT
        : name
            .slice(KEY.length + 1)
            .toLowerCase()
            .replaceAll('_', '-');
    const parsed = secret.safeParse(value);
    if (!ACCOUNT.test(account)) problems.push(`${name} names no account: end it in A to Z, 0 to 9 and _`);
    else if (accountKeyName(account) !== name) problems.push(`${name} should be ${accountKeyName(account)}`);
    else if (parsed.success) byAccount.set(account, parsed.data);
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is no key'}`);
  }
  return { byAccount, problems };
}

function sendsKeyInTheClear(
  value: Pick<Values, 'ITTYBIT_BASE_URL' | 'WORKER_ALLOW_PRIVATE_ADDRESSES'>,
): boolean {
  if (value.ITTYBIT_BASE_URL === undefined || value.WORKER_ALLOW_PRIVATE_ADDRESSES) return false;
  const { protocol, hostname } = new URL(value.ITTYBIT_BASE_URL);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Ten seconds beyond the grace are enough to report what was cancelled. */
function forceSeconds(
  value: Pick<Values, 'WORKER_SHUTDOWN_FORCE_SECONDS' | 'WORKER_SHUTDOWN_GRACE_SECONDS'>,
): number {
  return value.WORKER_SHUTDOWN_FORCE_SECONDS ?? value.WORKER_SHUTDOWN_GRACE_SECONDS + 10;
}
