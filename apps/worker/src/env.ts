import { availableParallelism } from 'node:os';
import { WORKER_ROLES, type WorkerRole } from '@org/media-contracts';
import {
  boolean,
  databaseUrl,
  integer,
  ittybitShape,
  logLevel,
  payloadKeys,
  readEnvironment,
  sealingKeys,
  storeShape,
  temporalShape,
  type AccountKeys,
  type Environment,
} from '@org/media-env';
import { parseS3Url, s3PlaceHolds } from '@org/media-storage';
import { z } from 'zod';

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

const cores = availableParallelism();

const s3Places = z.string().transform((value, context) => {
  const places = value.split(',').map((url) => parseS3Url(url.trim()));
  if (places.every((place) => place !== undefined)) return places;
  context.addIssue('must be s3://bucket or s3://bucket/folder, or several of them with commas between');
  return z.NEVER;
});

const EnvSchema = z
  .object({
    ...temporalShape,
    ...ittybitShape,
    ...storeShape,
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
    S3_SOURCES: s3Places.optional(),
    DATABASE_URL: databaseUrl.optional(),
    CALLBACK_SECRET_KEY: sealingKeys.optional(),
    PAYLOAD_KEYS: payloadKeys.optional(),
    FFMPEG_PATH: z.string().optional(),
    FFPROBE_PATH: z.string().optional(),
    LOG_LEVEL: logLevel,
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
  });

type Values = z.output<typeof EnvSchema>;

/** The settings by their names in the environment. */
export type Env = Values &
  AccountKeys & {
    readonly WORKER_ROLES: readonly WorkerRole[];
    /** Roles that would be started by default and lack a setting that they cannot do without. */
    readonly leftOutRoles: readonly WorkerRole[];
    readonly WORKER_SHUTDOWN_FORCE_SECONDS: number;
  };

/** Reads the environment once. @throws `EnvError` */
export function parseEnv(environment: Environment = process.env): Env {
  const env = readEnvironment(EnvSchema, environment);
  return { ...env, ...rolesOf(env), WORKER_SHUTDOWN_FORCE_SECONDS: forceSeconds(env) };
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
