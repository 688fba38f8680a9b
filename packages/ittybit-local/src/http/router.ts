import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../api-error.js';
import type { Reply } from './reply.js';

/** How the ledger and the faults name a route. */
type RouteKind = 'create' | 'get' | 'list' | 'file' | 'input' | 'admin' | 'unknown';

/** A request as handlers see it. */
export interface Call {
  method: string;
  path: string;
  /** What the groups of the route's pattern caught. */
  parameters: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Empty on routes that need no key. */
  account: string;
  body: unknown;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;

export interface Route {
  kind: RouteKind;
  /** Set where a POST does something else than reading. */
  postKind?: RouteKind;
  pattern: RegExp;
  methods: Partial<Record<'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE', Handler>>;
  /** Whether the API key is needed. */
  keyNeeded: boolean;
}

export interface RouteMatch {
  kind: RouteKind;
  parameters: string[];
  keyNeeded: boolean;
  handler: Handler;
}

/** The route of a request. A path that exists with other methods answers 405, any other 404. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  for (const route of routes) {
    const match = route.pattern.exec(path);
    if (!match) continue;
    const handler = route.methods[method as 'GET'] ?? methodNotAllowed(method, route);
    const kind = method === 'POST' ? (route.postKind ?? route.kind) : route.kind;
    return { kind, parameters: match.slice(1), keyNeeded: route.keyNeeded, handler };
  }
  return { kind: 'unknown', parameters: [], keyNeeded: false, handler: () => notFound(path) };
}

function methodNotAllowed(method: string, route: Route): Handler {
  const allow = Object.keys(route.methods).join(', ');
  return () => {
    throw new ApiError(405, 'method_not_allowed', `${method} is not allowed here; use ${allow}.`, { allow });
  };
}

function notFound(path: string): never {
  throw new ApiError(404, 'not_found', `There is nothing at ${path}.`);
}
