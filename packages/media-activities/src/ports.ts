import type { RemoteKind, RemoteOutcome } from '@org/media-contracts';

/** Where activities write what they do. Attributes hold no key and no query part of a URL. */
export interface Log {
  debug: (message: string, attributes?: Record<string, unknown>) => void;
  info: (message: string, attributes?: Record<string, unknown>) => void;
  warn: (message: string, attributes?: Record<string, unknown>) => void;
  error: (message: string, attributes?: Record<string, unknown>) => void;
}

export type RemoteCall = 'create' | 'get' | 'list';

/** What activities count. Every label has few values. */
export interface ActivityMetrics {
  /** A call of the remote service ended; `outcome` is `ok`, `replayed`, or the decision on its failure. */
  remoteCall: (labels: { call: RemoteCall; outcome: string }) => void;
  /** A remote task ended. */
  remoteTask: (labels: { kind: RemoteKind; outcome: RemoteOutcome['outcome'] }) => void;
  /** An activity waited for something other than the remote task itself. */
  waited: (labels: { reason: 'quota' | 'retry'; ms: number }) => void;
}

const nothing = (): void => undefined;

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
export const noMetrics: ActivityMetrics = { remoteCall: nothing, remoteTask: nothing, waited: nothing };
