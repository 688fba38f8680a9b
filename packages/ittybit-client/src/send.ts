import { z } from 'zod';
import { check } from './check.js';
import type { CallOptions, ResponseInfo } from './client-options.js';
import { exchange, type HttpRequest, type Reply } from './exchange.js';
import { IttybitError, isIttybitError, withEarlierAttempts } from './ittybit-error.js';
import { statusError, unreadableError } from './reply-error.js';
import { retryDelay } from './retry-delay.js';
import { runWithin, TimeIsUp } from './run-within.js';
import { innermostCode, safeCause } from './safe-cause.js';
import { TimerMsSchema, TotalTimeoutMsSchema, type Settings } from './settings.js';

/** A request together with how to read its reply. */
export interface Call<T> extends HttpRequest {
  /** What the reply should be, for the message when it is not: "a task". */
  expected: string;
  /** Null when the JSON is not what was expected. */
  read(json: unknown, reply: Reply): T | null;
}

/**
 * Sends a request, with retries, until it has a readable answer.
 * Every request here may be repeated: reads by nature, creates because each carries an idempotency key.
 */
export async function send<T>(settings: Settings, call: Call<T>, options: CallOptions): Promise<T> {
  const { clock, retry, random } = settings;
  const { signal } = options;
  const limits = resolveLimits(settings, call, options);
  const deadlineAt = clock.now() + limits.totalTimeoutMs;
  const earlier: IttybitError[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const timeoutMs = Math.max(1, Math.min(limits.requestTimeoutMs, deadlineAt - clock.now()));
    const result = await attempt(settings, call, { signal, timeoutMs });
    if (result.ok) return result.value;
    const { error } = result;
    const delayMs = retryDelay({ error, attempt: earlier.length + 1, policy: retry, random });
    if (delayMs === undefined || clock.now() + delayMs >= deadlineAt)
      throw withEarlierAttempts(error, earlier);
    earlier.push(error);
    await clock.sleep(delayMs, signal);
  }
}

type Limits = z.infer<typeof LimitsSchema>;

const LimitsSchema = z.object({ requestTimeoutMs: TimerMsSchema, totalTimeoutMs: TotalTimeoutMsSchema });

function resolveLimits(settings: Settings, { operation }: HttpRequest, options: CallOptions): Limits {
  const { requestTimeoutMs = settings.requestTimeoutMs, totalTimeoutMs = settings.totalTimeoutMs } = options;
  return check(operation, LimitsSchema, { requestTimeoutMs, totalTimeoutMs });
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: IttybitError };

/** One exchange. Its failure is a value; only an abort by the caller throws, with the caller's own reason. */
async function attempt<T>(
  settings: Settings,
  call: Call<T>,
  limits: { signal: AbortSignal | undefined; timeoutMs: number },
): Promise<Attempt<T>> {
  const startedAt = settings.clock.now();
  const report = (status: ResponseInfo['status']): void => {
    const durationMs = settings.clock.now() - startedAt;
    tell(settings.onResponse, { operation: call.operation, status, durationMs });
  };
  try {
    const reply = await runWithin({ ...limits, run: (signal) => exchange(settings, call, signal) });
    report(reply.status);
    return understand(settings, call, reply);
  } catch (cause) {
    limits.signal?.throwIfAborted();
    const error = isIttybitError(cause) ? cause : networkError(settings, call, { cause, ...limits });
    report(error.status ?? 'network');
    return { ok: false, error };
  }
}

function understand<T>(settings: Settings, call: Call<T>, reply: Reply): Attempt<T> {
  if (reply.status < 200 || reply.status > 299) {
    return { ok: false, error: statusError(settings, call, reply) };
  }
  const value = reply.cut ? null : call.read(parseJson(reply.text), reply);
  if (value !== null) return { ok: true, value };
  return { ok: false, error: unreadableError(settings, call, { reply, expected: call.expected }) };
}

/** Undefined is no JSON value, so no reader takes it for one. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Reported by the caller as an unreadable reply, with its beginning.
    return undefined;
  }
}

function networkError<T>(
  { baseUrl, redact }: Settings,
  call: Call<T>,
  { cause, timeoutMs }: { cause: unknown; timeoutMs: number },
): IttybitError {
  const code = innermostCode(cause);
  const what =
    cause instanceof TimeIsUp
      ? `had no complete reply within ${Math.round(timeoutMs)} ms`
      : `did not reach the service or lost its reply${code === undefined ? '' : ` (${code})`}`;
  return new IttybitError(redact(`${call.method} /${call.path} at ${baseUrl.origin} ${what}.`), {
    decision: 'transient',
    operation: call.operation,
    cause: safeCause(cause, redact),
  });
}

/** A hook counts; whatever happens in it, the call that is being counted goes on. */
function tell(hook: Settings['onResponse'], info: ResponseInfo): void {
  try {
    void Promise.resolve(hook?.(info)).catch(() => undefined);
  } catch {
    // As documented on `onResponse`.
  }
}
