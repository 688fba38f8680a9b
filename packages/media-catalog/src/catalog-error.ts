/**
 * - `unavailable`: the database does not answer, has no connection left, or took too long. The same call may succeed later.
 * - `invalidCursor`: a cursor that this catalog did not make, or made for another list.
 * - `unknown`: anything else, a fault of ours.
 */
export const CATALOG_ERROR_CODES = ['unavailable', 'invalidCursor', 'unknown'] as const;

export type CatalogErrorCode = (typeof CATALOG_ERROR_CODES)[number];

/** What every method of the catalog rejects with. The message holds no value of a row. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly code: CatalogErrorCode;

  constructor(code: CatalogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether the same call can succeed later without anybody changing it. */
  get retryable(): boolean {
    return this.code === 'unavailable';
  }
}

export function isCatalogError(error: unknown): error is CatalogError {
  return error instanceof Error && error.name === 'CatalogError' && 'code' in error;
}

/** Connection exceptions, no resources, operator intervention, and a statement that took too long. */
const AWAY = /^(08|53|57)/;
const AWAY_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'];
/** `pg` gives these no code. */
const AWAY_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|after calling end on the pool|not queryable|Query read timeout/i;

/** Drizzle wraps what the driver says, with the values of the query in its message: they stay out of ours. */
export function toCatalogError(error: unknown): CatalogError {
  if (isCatalogError(error)) return error;
  const cause = innermost(error);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (AWAY.test(code) || AWAY_SYSTEM.includes(code) || AWAY_MESSAGE.test(cause.message)) {
    return new CatalogError('unavailable', `the database does not answer (${code || cause.message})`);
  }
  return new CatalogError(
    'unknown',
    `the database refused a query (${code || 'no code'}): ${cause.message}`,
    {
      cause,
    },
  );
}

function innermost(error: unknown): Error {
  let inner = error instanceof Error ? error : new Error(String(error));
  while (inner.cause instanceof Error) inner = inner.cause;
  // Several addresses were tried: they failed alike.
  const [first] = inner instanceof AggregateError ? (inner.errors as unknown[]) : [];
  return first instanceof Error ? first : inner;
}
