import { IttybitError, type IttybitOperation } from './ittybit-error.js';
import { readBody } from './read-body.js';
import type { Settings } from './settings.js';

/** A request as it goes out. */
export interface HttpRequest {
  operation: IttybitOperation;
  method: 'GET' | 'POST';
  /** Below the base URL, without a leading slash. */
  path: string;
  query?: URLSearchParams | undefined;
  /** JSON. */
  body?: string | undefined;
  idempotencyKey?: string | undefined;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body was longer than the cap; `text` is its beginning. */
  cut: boolean;
}

const MAX_REDIRECTS = 5;
const REDIRECT_STATUSES = [301, 302, 303, 307, 308];

/** Sends a request once and reads the reply. A read follows redirects within the origin; nothing else is followed. */
export async function exchange(
  settings: Settings,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Reply> {
  let url = requestUrl(settings, request);
  for (let redirects = 0; ; redirects += 1) {
    const response = await settings.fetch(url, { ...requestInit(settings, request), signal });
    if (!REDIRECT_STATUSES.includes(response.status) && response.type !== 'opaqueredirect') {
      const body = await readBody(response, settings.maxResponseBytes);
      return { status: response.status, headers: response.headers, ...body };
    }
    await response.body?.cancel();
    url = redirectTarget({ settings, request, response, from: url, redirects });
  }
}

function requestUrl(settings: Settings, request: HttpRequest): URL {
  const url = new URL(request.path, settings.baseUrl);
  if (request.query !== undefined) url.search = request.query.toString();
  return url;
}

function requestInit(settings: Settings, request: HttpRequest): RequestInit {
  const headers = new Headers(settings.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  headers.set('authorization', settings.authorization);
  if (request.idempotencyKey !== undefined) headers.set('idempotency-key', request.idempotencyKey);
  if (request.body === undefined) return { method: request.method, headers, redirect: 'manual' };
  headers.set('content-type', 'application/json');
  return { method: request.method, headers, body: request.body, redirect: 'manual' };
}

/** Where a redirect may go: the same origin, for a read. Anywhere else the key, or a second create, could follow. */
function redirectTarget(options: {
  settings: Settings;
  request: HttpRequest;
  response: Response;
  from: URL;
  redirects: number;
}): URL {
  const { settings, request, response, from, redirects } = options;
  const location = response.headers.get('location');
  const target =
    location !== null && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const problem = refusal({ target, method: request.method, origin: settings.baseUrl.origin, redirects });
  if (target !== undefined && problem === undefined) return target;
  throw new IttybitError(
    settings.redact(
      `${request.method} /${request.path} was answered with a redirect (${response.status}) ${problem ?? ''}. ` +
        'It was not followed. Check baseUrl, and what stands between here and the service.',
    ),
    { decision: 'transient', operation: request.operation, status: response.status },
  );
}

function refusal(redirect: {
  target: URL | undefined;
  method: string;
  origin: string;
  redirects: number;
}): string | undefined {
  const { target, method, origin, redirects } = redirect;
  if (target === undefined) return 'to no readable address';
  if (target.origin !== origin)
    return `to another origin, ${target.protocol}//${target.host}, where the API key must not go`;
  if (method !== 'GET') return 'of a create, which must not be sent twice';
  if (redirects >= MAX_REDIRECTS) return `after ${MAX_REDIRECTS} others`;
  return undefined;
}
