/** What the person's environment says about which services to use. */
export interface Settings {
  /** A cluster to use instead of a dev server, `host:port`. */
  readonly temporalAddress?: string;
  readonly temporalNamespace: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string;
  /** A key makes it the real service instead of ittybit-local. */
  readonly ittybitApiKey?: string;
}

/** An empty variable counts as absent. */
export function readSettings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, ITTYBIT_API_KEY, DATABASE_URL } = env;
  return {
    ...(TEMPORAL_ADDRESS ? { temporalAddress: TEMPORAL_ADDRESS } : {}),
    temporalNamespace: TEMPORAL_NAMESPACE || 'default',
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}),
    ...(ITTYBIT_API_KEY ? { ittybitApiKey: ITTYBIT_API_KEY } : {}),
  };
}
