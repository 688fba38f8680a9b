import { isCatalogError } from '@org/media-catalog';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { isEngineError, type EngineError } from '../engine/engine-error.js';
import type { ApiEnv } from './api-env.js';
import { Problem, PROBLEMS, unavailable, type ProblemKind } from './problem.js';

/** When to ask again for what was away. In seconds. */
const RETRY_AFTER_SECONDS = 5;

/** Answers whatever was thrown. Only what nobody expected is logged as an error, and told without its reason. */
export function answerError(error: unknown, c: Context<ApiEnv>): Response {
  const problem = toProblem(error);
  if (problem.kind === 'internal') c.var.log.error({ err: problem.cause }, 'A request failed');
  else if (problem.kind === 'unavailable') c.var.log.warn({ err: problem.cause }, problem.message);
  return problemResponse(problem, c);
}

export function problemResponse(problem: Problem, c: Context<ApiEnv>): Response {
  const { status, title } = PROBLEMS[problem.kind];
  const body = {
    type: `urn:media-api:problem:${problem.kind}`,
    title,
    status,
    detail: problem.message,
    requestId: c.var.requestId,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
  };
  return c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...problem.headers,
  });
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isCatalogError(error)) return ofCatalog(error);
  if (isEngineError(error)) return ofEngine(error);
  if (error instanceof HTTPException) return ofHttp(error);
  return new Problem('internal', 'This should not happen. The log has the reason under the request id.', {
    cause: error,
  });
}

function ofCatalog(error: Error & { readonly code: string }): Problem {
  if (error.code === 'invalidCursor') {
    return new Problem('invalid', error.message, {
      errors: [{ path: 'query/cursor', message: error.message }],
    });
  }
  if (error.code !== 'unavailable') {
    return new Problem('internal', 'The catalog refused a query. The log has the reason.', { cause: error });
  }
  return unavailable(
    'The catalog does not answer. Media work goes on; try again.',
    RETRY_AFTER_SECONDS,
    error,
  );
}

const OF_ENGINE: Readonly<Record<EngineError['code'], ProblemKind>> = {
  unavailable: 'unavailable',
  notFound: 'notFound',
  refused: 'conflict',
};

function ofEngine(error: EngineError): Problem {
  if (error.code !== 'unavailable')
    return new Problem(OF_ENGINE[error.code], error.message, { cause: error });
  return unavailable(
    'Temporal does not answer. Nothing was begun; the same request with the same Idempotency-Key can be sent again.',
    RETRY_AFTER_SECONDS,
    error,
  );
}

function ofHttp(error: HTTPException): Problem {
  if (error.status === 413) return new Problem('tooLarge', 'The body is larger than is allowed here.');
  // Hono's own complaint about JSON that cannot be parsed.
  return new Problem('malformed', error.message || 'The body is no JSON.', { cause: error });
}
