import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { badInput } from './activity-error.js';
import { isPrivateAddress } from './private-address.js';
import { redactUrls } from './redact-url.js';

export interface ResolvedAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

export interface GuardedFetchOptions {
  /** True for every private address, or a function that says which. @default false */
  readonly allowPrivateAddresses?: boolean | ((address: string) => boolean);
  /** What an operator does to allow them, for the message of a refusal. @default "let the operator allow private addresses" */
  readonly howToAllow?: string;
  /** A longer body is refused while it streams. */
  readonly maxBytes: number;
  /** Limit from the first connection to the last byte, redirects included. */
  readonly timeoutMs: number;
  /** With 0 a redirect is returned like any other answer. @default 5 */
  readonly maxRedirects?: number;
  /** Resolves a host name to all its addresses. @default the system's resolver */
  readonly lookup?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}

export interface GuardedResponse {
  readonly status: number;
  /** Where the body came from, after redirects. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Can be read once. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection of a body that is not read. */
  readonly cancel: () => void;
}

/**
 * Throws `BadInput` for a URL, an address or a body that is refused, the reason of the signal when it aborts, and the
 * error of the connection otherwise. A status that is no success is returned like any other.
 */
export type GuardedFetch = (
  url: string,
  options: {
    readonly signal: AbortSignal;
    readonly headers?: Readonly<Record<string, string>>;
    /** @default 'GET' */
    readonly method?: 'GET' | 'POST';
    readonly body?: string;
  },
) => Promise<GuardedResponse>;

const REDIRECTS = [301, 302, 303, 307, 308];
/** Not for the eyes of another host. */
const CREDENTIAL_HEADERS = ['authorization', 'cookie'];

type Guard = Required<Omit<GuardedFetchOptions, 'allowPrivateAddresses'>> & {
  readonly isRefused: (address: string) => boolean;
};

/**
 * Makes requests to URLs that strangers gave us.
 *
 * Addresses are judged when the socket connects, not before, so a name that resolves differently the second time gains
 * nothing. Every redirect is judged anew.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { allowPrivateAddresses: allow = false } = options;
  const isAllowed = typeof allow === 'boolean' ? (): boolean => allow : allow;
  const guard: Guard = {
    maxRedirects: 5,
    howToAllow: 'let the operator allow private addresses',
    lookup: (hostname) => dnsLookup(hostname, { all: true }),
    ...options,
    isRefused: (address) => isPrivateAddress(address) && !isAllowed(address),
  };
  return async (url, { signal, headers = {}, method = 'GET', body }) => {
    const timeout = AbortSignal.timeout(guard.timeoutMs);
    const watch = { signal, timeout, both: AbortSignal.any([signal, timeout]) };
    return explained(watch, guard, () => follow(guard, { url: parseUrl(url), headers, watch, method, body }));
  };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly timeout: AbortSignal;
  readonly both: AbortSignal;
}

interface Hop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly watch: Watch;
  readonly method: 'GET' | 'POST';
  readonly body: string | undefined;
}

async function follow(guard: Guard, first: Hop): Promise<GuardedResponse> {
  let hop = first;
  for (let redirects = 0; redirects <= guard.maxRedirects; redirects++) {
    const response = await send(guard, hop);
    const location = response.headers.location;
    const isRedirect = REDIRECTS.includes(response.statusCode ?? 0) && location !== undefined;
    if (!isRedirect || guard.maxRedirects === 0) {
      return guardedResponse(guard, hop, response);
    }
    response.destroy();
    const url = parseUrl(location, hop.url);
    hop = {
      ...hop,
      url,
      headers: url.origin === hop.url.origin ? hop.headers : withoutCredentials(hop.headers),
    };
  }
  throw badInput(`more than ${guard.maxRedirects} redirects: give the address of the file itself`);
}

function send(guard: Guard, { url, headers, watch, method, body }: Hop): Promise<IncomingMessage> {
  refuseLiteral(guard, url);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // A connection of its own: a pooled one may have been judged by other rules.
    request(url, { agent: false, method, headers, lookup: guardedLookup(guard), signal: watch.both })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
}

/** An address in the URL itself is never looked up. URL parsing has already turned decimal, octal and hex into dots. */
function refuseLiteral(guard: Guard, { hostname }: URL): void {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && guard.isRefused(literal)) throw refusal(guard, literal);
}

function guardedLookup(guard: Guard): LookupFunction {
  return (hostname, { all }, callback) => {
    guard.lookup(hostname).then(
      (addresses) => {
        const refused = addresses.find(({ address }) => guard.isRefused(address));
        const [first] = addresses;
        if (refused) callback(refusal(guard, refused.address, hostname), '');
        else if (!first) callback(new Error(`${hostname} has no address`), '');
        else if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '');
      },
    );
  };
}

function refusal({ howToAllow }: Guard, address: string, hostname?: string): Error {
  const subject = hostname === undefined ? `${address} is` : `${hostname} is at ${address}, which is`;
  return badInput(`${subject} not a public address. Give a public URL, or ${howToAllow}.`);
}

function guardedResponse(guard: Guard, { url, watch }: Hop, response: IncomingMessage): GuardedResponse {
  return {
    status: response.statusCode ?? 0,
    url: url.href,
    headers: response.headers,
    body: cappedBody(guard, watch, response),
    cancel: () => {
      response.destroy();
    },
  };
}

async function* cappedBody(
  guard: Guard,
  watch: Watch,
  response: IncomingMessage,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = response.iterator() as AsyncIterator<Uint8Array, undefined>;
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await explained(watch, guard, () => chunks.next());
      if (done) return;
      bytes += value.byteLength;
      if (bytes > guard.maxBytes) throw badInput(`the file is larger than ${guard.maxBytes} bytes`);
      yield value;
    }
  } finally {
    response.destroy();
  }
}

/** Says why something was cut off: the caller's reason, the time limit, or what happened. */
async function explained<T>({ signal, timeout }: Watch, guard: Guard, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw new Error(`no end after ${guard.timeoutMs} ms`, { cause: error });
    throw error;
  }
}

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw badInput(`"${redactUrls(text)}" is not a URL`);
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw badInput(`${url.protocol}// is not allowed here: give http:// or https://`);
  }
  if (url.username || url.password)
    throw badInput('credentials in a URL are not allowed: use a presigned URL');
  return url;
}

function withoutCredentials(headers: Hop['headers']): Hop['headers'] {
  const kept = Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADERS.includes(name.toLowerCase()));
  return Object.fromEntries(kept);
}
