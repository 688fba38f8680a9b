import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ApiError } from '../api-error.js';
import type { FaultSwitchboard, FaultTarget } from '../fault-switchboard.js';
import type { Log } from '../log.js';
import type { Authenticate } from './authenticate.js';
import { readJsonBody } from './read-body.js';
import { json, sendReply, type Reply } from './reply.js';
import { takeReplyFault, takeRequestFault } from './request-faults.js';
import { matchRoute, type Call, type Route, type RouteMatch } from './router.js';

export interface ListenerDependencies {
  routes: readonly Route[];
  authenticate: Authenticate;
  faults: FaultSwitchboard;
  /** Counts a request for the ledger. */
  counted: (route: string, outcome: string) => void;
  /** Resolves when everything written so far is on disk. */
  committed: () => Promise<void>;
  /** Ends waits when the server closes. */
  closing: AbortSignal;
  log: Log;
}

/**
 * One request from its first byte to its last: key, body, faults, handler, durability, reply.
 *
 * Nothing is answered before the state it speaks of is on disk, so what a client has read survives `kill -9`.
 */
export function createRequestListener(dependencies: ListenerDependencies): RequestListener {
  return (request, response) => {
    serve(dependencies, request, response).catch((error: unknown) => {
      dependencies.log('error', 'A reply could not be sent', { path: request.url, error: String(error) });
      response.destroy();
    });
  };
}

async function serve(
  dependencies: ListenerDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const match = matchRoute(dependencies.routes, method, url.pathname);
  const result = await answer(dependencies, { match, method, url, request });
  dependencies.counted(match.kind, result === 'dropped' ? 'droppedBefore' : result.outcome);
  if (result === 'dropped') {
    response.destroy();
    return;
  }
  const reply = await whenDurable(dependencies, result.reply);
  if (result.outcome === 'droppedAfter') response.destroy();
  else await sendReply(response, reply, method === 'HEAD');
}

interface Incoming {
  match: RouteMatch;
  method: string;
  url: URL;
  request: IncomingMessage;
}

async function answer(
  dependencies: ListenerDependencies,
  { match, method, url, request }: Incoming,
): Promise<{ reply: Reply; outcome: string } | 'dropped'> {
  const plain = (reply: Reply): { reply: Reply; outcome: string } => ({
    reply,
    outcome: String(reply.status),
  });
  try {
    const account = match.keyNeeded ? dependencies.authenticate(request.headers.authorization) : '';
    const hasBody = method === 'POST' || method === 'PUT';
    const body = hasBody ? await readJsonBody(request) : undefined;
    const target = targetOf(match, body);
    const fault =
      match.kind === 'admin'
        ? null
        : await takeRequestFault(dependencies.faults, target, dependencies.closing);
    if (fault) return fault === 'dropped' ? fault : plain(fault);
    const call: Call = {
      method,
      path: url.pathname,
      parameters: match.parameters,
      query: url.searchParams,
      headers: request.headers,
      account,
      body,
    };
    const reply = await match.handler(call);
    return (
      (match.kind === 'admin' ? null : takeReplyFault(dependencies.faults, target, reply)) ?? plain(reply)
    );
  } catch (error) {
    return plain(errorReply(dependencies.log, error));
  }
}

async function whenDurable({ committed, log }: ListenerDependencies, reply: Reply): Promise<Reply> {
  try {
    await committed();
    return reply;
  } catch (error) {
    return errorReply(log, error);
  }
}

function targetOf(match: RouteMatch, body: unknown): FaultTarget {
  const { kind, input } = (body ?? {}) as { kind?: unknown; input?: unknown };
  const inputUrl = typeof input === 'string' ? input : (input as { url?: unknown } | undefined)?.url;
  return {
    route: match.kind,
    taskKind: typeof kind === 'string' ? kind : undefined,
    inputUrl: typeof inputUrl === 'string' ? inputUrl : undefined,
  };
}

function errorReply(log: Log, error: unknown): Reply {
  if (error instanceof ApiError) {
    return json(error.status, { kind: error.kind, message: error.message }, error.headers);
  }
  log('error', 'A request failed', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  const message =
    'The server could not do this, for a reason of its own; its log says more. Try again later.';
  return json(500, { kind: 'internal_error', message });
}
