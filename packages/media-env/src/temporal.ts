import { readFileSync } from 'node:fs';
import { DEFAULT_TASK_QUEUE } from '@org/media-contracts';
import { z } from 'zod';
import { EnvError } from './read-environment.js';
import { boolean, secret } from './values.js';

/** Which cluster, and how to reach it. For a schema: `z.object({ ...temporalShape, … })`. */
export const temporalShape = {
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
};

export type TemporalEnv = z.output<z.ZodObject<typeof temporalShape>>;

/** What both of Temporal's kinds of connection are told. */
export interface TemporalTarget {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?:
    | boolean
    | {
        serverNameOverride?: string;
        serverRootCACertificate?: Buffer;
        clientCertPair?: { crt: Buffer; key: Buffer };
      };
}

/** Reads the certificates. Without `TEMPORAL_TLS` the SDK uses TLS where there is an API key. @throws {@link EnvError} */
export function temporalTarget(env: TemporalEnv): TemporalTarget {
  const tls = tlsOf(env);
  return {
    address: env.TEMPORAL_ADDRESS,
    ...(env.TEMPORAL_API_KEY === undefined ? {} : { apiKey: env.TEMPORAL_API_KEY }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function tlsOf(env: TemporalEnv): TemporalTarget['tls'] {
  if (env.TEMPORAL_TLS === false) return false;
  const serverNameOverride = env.TEMPORAL_TLS_SERVER_NAME;
  const serverRootCACertificate = fileOf('TEMPORAL_TLS_SERVER_CA_CERT_PATH', env);
  const crt = fileOf('TEMPORAL_TLS_CLIENT_CERT_PATH', env);
  const key = fileOf('TEMPORAL_TLS_CLIENT_KEY_PATH', env);
  const tls = {
    ...(serverNameOverride !== undefined && { serverNameOverride }),
    ...(serverRootCACertificate && { serverRootCACertificate }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
  return Object.keys(tls).length === 0 ? env.TEMPORAL_TLS : tls;
}

function fileOf(
  name: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  env: TemporalEnv,
): Buffer | undefined {
  const path = env[name];
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new EnvError([`${name} names a file that cannot be read (${reasonOf(error)}): ${path}`]);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
