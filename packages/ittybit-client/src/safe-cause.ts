import type { Redact } from './redact.js';

/** How far a chain of causes is followed: a cause may point back at itself. */
const MAX_DEPTH = 5;

/**
 * A copy of what an error says: name, message, code, stack and causes, redacted.
 * The original is not kept, because an injected `fetch` may hang the request, and with it the key, on its errors.
 */
export function safeCause(error: unknown, redact: Redact, depth = 1): Error {
  if (!(error instanceof Error)) return new Error(redact(String(error)));
  const next = nextCause(error);
  const cause = next === undefined || depth >= MAX_DEPTH ? undefined : safeCause(next, redact, depth + 1);
  const copy = new Error(redact(error.message), cause ? { cause } : undefined);
  copy.name = redact(error.name);
  if (error.stack !== undefined) copy.stack = redact(error.stack);
  const code = errorCode(error);
  return code === undefined ? copy : Object.assign(copy, { code: redact(code) });
}

/** The innermost code, e.g. `ECONNREFUSED`: undici hides it under "fetch failed". */
export function innermostCode(error: unknown, depth = 1): string | undefined {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
  return innermostCode(nextCause(error), depth + 1) ?? errorCode(error);
}

/** A refused connection to a name with several addresses is an AggregateError: its first error stands for all. */
function nextCause(error: Error): unknown {
  return error.cause ?? (error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined);
}

function errorCode(error: Error): string | undefined {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
