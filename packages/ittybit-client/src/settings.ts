import { z } from 'zod';
import { parseBaseUrl } from './base-url.js';
import { check } from './check.js';
import type { IttybitClientOptions, ResponseInfo } from './client-options.js';
import { systemClock, type Clock } from './clock.js';
import { badInput, IttybitError } from './ittybit-error.js';
import { createRedact, type Redact } from './redact.js';
import type { RetryPolicy } from './retry-delay.js';

/** The options of a client with every default filled in. Holds the key: never log it, never put it on an error. */
export interface Settings {
  authorization: string;
  baseUrl: URL;
  pipelinePath: 'jobs' | 'tasks';
  fetch: typeof globalThis.fetch;
  clock: Clock;
  random: () => number;
  requestTimeoutMs: number;
  totalTimeoutMs: number;
  maxResponseBytes: number;
  retry: RetryPolicy;
  headers: Record<string, string>;
  onResponse: ((info: ResponseInfo) => unknown) | undefined;
  redact: Redact;
}

/** Longer timers fire at once: Node keeps their length in 32 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const OWN_HEADERS = ['authorization', 'idempotency-key', 'content-type', 'content-length', 'host'];

/** Times a timer can keep: more than 0, at most 24.8 days. */
export const TimerMsSchema = z.number().positive().max(MAX_TIMER_MS, `must be at most ${MAX_TIMER_MS} ms`);
export const TotalTimeoutMsSchema = z.union([z.number().positive(), z.literal(Infinity)], {
  error: 'must be a positive number of ms, or Infinity',
});

const NumbersSchema = z.object({
  api: z.enum(['jobs', 'tasks'], { error: 'must be one of jobs, tasks' }).default('jobs'),
  requestTimeoutMs: TimerMsSchema.default(30_000),
  totalTimeoutMs: TotalTimeoutMsSchema.default(120_000),
  maxResponseBytes: z
    .number()
    .int()
    .positive()
    .default(8 * 1024 * 1024),
  retry: z
    .object({
      attempts: z.number().int().min(1),
      initialDelayMs: TimerMsSchema.default(500),
      maxDelayMs: TimerMsSchema.default(30_000),
    })
    .default({ attempts: 3, initialDelayMs: 500, maxDelayMs: 30_000 }),
});

export function resolveSettings(options: IttybitClientOptions): Settings {
  checkApiKey(options.apiKey);
  const { api, ...numbers } = check('configure', NumbersSchema, options);
  const { fetch } = options;
  return {
    ...numbers,
    authorization: `Bearer ${options.apiKey}`,
    baseUrl: parseBaseUrl(options.baseUrl ?? 'https://api.ittybit.com', options.allowInsecure ?? false),
    pipelinePath: api,
    // Looked up at each call, so that a process may install its own global fetch (a proxy) later.
    fetch: (input, init) => (fetch ?? globalThis.fetch)(input, init),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    headers: checkHeaders(options.headers ?? {}),
    onResponse: options.onResponse,
    redact: createRedact(options.apiKey),
  };
}

/** Checked here because `fetch` would complain about a header by quoting it. */
function checkApiKey(apiKey: unknown): void {
  if (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)) return;
  const problem =
    apiKey === undefined || apiKey === '' ? 'is missing' : 'has characters a header cannot carry';
  throw new IttybitError(`apiKey ${problem}: pass the key of the Ittybit project as it was issued.`, {
    decision: 'accountBlocked',
    operation: 'configure',
  });
}

function checkHeaders(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.includes(name.toLowerCase())) {
      throw badInput('configure', `headers must not hold ${name}: the client sets it itself.`);
    }
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw badInput('configure', `headers: ${JSON.stringify(name)} has characters a header cannot carry.`);
    }
  }
  return { ...headers };
}
