import type { Clock } from './clock.js';
import type { IttybitOperation } from './ittybit-error.js';

/** One exchange with the service, for metrics. */
export interface ResponseInfo {
  operation: IttybitOperation;
  /** HTTP status, or `network` when no complete reply came (a timeout included). */
  status: number | 'network';
  durationMs: number;
}

export interface IttybitClientOptions {
  /** Sent in the Authorization header, to the origin of `baseUrl` only. Never part of an error. */
  apiKey: string;
  /** @default 'https://api.ittybit.com'. May have a path. Plain http only for loopback hosts, or with `allowInsecure`. */
  baseUrl?: string | undefined;
  /** Accept an http `baseUrl` anywhere: the key then crosses the network in the clear. @default false */
  allowInsecure?: boolean | undefined;
  /** Which name the pipeline resource goes by: `/jobs`, or the older `/tasks`. @default 'jobs' */
  api?: 'jobs' | 'tasks' | undefined;
  /** For proxies and tests. Must honour `redirect: 'manual'`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Times every wait between requests. The time limit of a request runs on real timers. */
  clock?: Clock | undefined;
  /** From 0 up to 1, for jitter. @default Math.random */
  random?: (() => number) | undefined;
  /** Limit of one request, from sending to the last byte of the reply. @default 30_000 */
  requestTimeoutMs?: number | undefined;
  /** Limit of one call with all its attempts and the waits between them (`wait` has its own). @default 120_000 */
  totalTimeoutMs?: number | undefined;
  /** A longer reply is refused while it streams. @default 8 MiB */
  maxResponseBytes?: number | undefined;
  /**
   * Retries of throttled and transient failures; safe for creates too, which all carry an idempotency key.
   * `attempts: 1` = never retried. A `Retry-After` longer than `maxDelayMs` ends the call.
   * @default { attempts: 3, initialDelayMs: 500, maxDelayMs: 30_000 }
   */
  retry?:
    { attempts: number; initialDelayMs?: number | undefined; maxDelayMs?: number | undefined } | undefined;
  /** Sent with every request, e.g. `Accept-Version`. Headers the client sets itself are refused. */
  headers?: Record<string, string> | undefined;
  /** Called after every exchange, not for one the caller aborted. What it throws is ignored. */
  onResponse?: ((info: ResponseInfo) => unknown) | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call at once; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Overrides the client's, for this call. */
  requestTimeoutMs?: number | undefined;
  /** Overrides the client's, for this call. */
  totalTimeoutMs?: number | undefined;
}

export interface CreateOptions extends CallOptions {
  /**
   * 1 to 255 visible ASCII characters. The service answers the same key with the same task for 24 hours.
   * Without one, each call makes its own: its retries are safe, a second call creates a second task.
   */
  idempotencyKey?: string | undefined;
}
