import {
  boolean,
  databaseUrl,
  httpUrl,
  integer,
  ittybitShape,
  logLevel,
  payloadKeys,
  readEnvironment,
  sealingKeys,
  secret,
  storeShape,
  temporalShape,
  type AccountKeys,
  type Environment,
} from '@org/media-env';
import { z } from 'zod';

const longSecret = secret.min(32, 'must have at least 32 characters');

const EnvSchema = z
  .object({
    ...temporalShape,
    ...ittybitShape,
    ...storeShape,
    DATABASE_URL: databaseUrl,
    API_HOST: z.string().default('127.0.0.1'),
    API_PORT: integer(0, 65_535).default(8080),
    API_CORS_ORIGINS: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .default([]),
    API_MAX_BODY_BYTES: integer(1_024, 1_073_741_824).default(1_048_576),
    API_MAX_UPLOAD_BYTES: integer(1, 1_000_000_000_000).default(10_737_418_240),
    API_SHUTDOWN_GRACE_SECONDS: integer(0, 3_600).default(15),
    API_ALLOW_PRIVATE_ADDRESSES: boolean.default(false),
    API_ADOPT_TENANT: z.string().max(100).optional(),
    PUBLIC_URL: httpUrl.optional(),
    API_SIGNING_SECRET: longSecret.optional(),
    CALLBACK_SECRET_KEY: sealingKeys.optional(),
    PAYLOAD_KEYS: payloadKeys.optional(),
    API_CODEC_TOKEN: longSecret.optional(),
    API_CODEC_ORIGIN: z.string().optional(),
    LOG_LEVEL: logLevel,
  })
  .refine((env) => (env.PUBLIC_URL === undefined) === (env.API_SIGNING_SECRET === undefined), {
    path: ['API_SIGNING_SECRET'],
    error: 'belongs together with PUBLIC_URL: set both or neither',
  });

/** The settings by their names in the environment. */
export type Env = z.output<typeof EnvSchema> & AccountKeys;

/** Reads the environment once. @throws `EnvError` */
export function parseEnv(environment: Environment = process.env): Env {
  return readEnvironment(EnvSchema, environment);
}
