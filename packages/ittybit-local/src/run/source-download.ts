import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AddressRefusedError, isPrivateAddress } from '../address-guard.js';
import { guardedRequest } from '../deliver/guarded-request.js';
import { WorkError } from './work-error.js';

export interface DownloadLimits {
  allowPrivateAddresses: boolean;
  maxBytes: number;
  maxSeconds: number;
}

export interface Download {
  url: string;
  /** File to write; removed again after a failure. */
  path: string;
  limits: DownloadLimits;
  signal: AbortSignal;
  /** 0 to 1; not called when the length is not known. */
  onProgress: (share: number) => void;
}

const MAX_REDIRECTS = 5;

/**
 * Fetches a source into a file.
 * @throws WorkError `invalid_input` for what will not change by waiting, `source_unavailable` for what may
 */
export async function downloadSource(download: Download): Promise<void> {
  const { path, limits, signal } = download;
  const timeout = AbortSignal.timeout(limits.maxSeconds * 1000);
  try {
    const response = await followRedirects(download, AbortSignal.any([signal, timeout]));
    checkReply(response, download);
    await writeBody(response, download, AbortSignal.any([signal, timeout]));
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof WorkError || signal.aborted) throw error;
    throw explain(error, download, timeout);
  }
}

async function followRedirects({ url, limits }: Download, signal: AbortSignal): Promise<IncomingMessage> {
  const isAllowed = (address: string): boolean => limits.allowPrivateAddresses || !isPrivateAddress(address);
  let current = new URL(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const headers = { accept: '*/*', 'accept-encoding': 'identity' };
    const response = await guardedRequest(current, { method: 'GET', headers, isAllowed, signal });
    const { location } = response.headers;
    if (!isRedirect(response.statusCode) || location === undefined) return response;
    response.destroy();
    current = redirectTarget(location, current);
  }
  throw new WorkError('invalid_input', `${nameOf(url)} redirects more than ${MAX_REDIRECTS} times.`);
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.parse(location, from.href);
  if (target?.protocol === 'http:' || target?.protocol === 'https:') return target;
  throw new WorkError(
    'invalid_input',
    `${nameOf(from.href)} redirects to something that is not a http(s) URL.`,
  );
}

function isRedirect(status = 0): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function checkReply(response: IncomingMessage, { url, limits }: Download): void {
  const status = response.statusCode ?? 0;
  const refuse = (kind: 'invalid_input' | 'source_unavailable', what: string): never => {
    response.destroy();
    throw new WorkError(kind, `The source ${nameOf(url)} ${what}`);
  };
  if (status < 200 || status > 299) {
    const mayPass = status >= 500 || status === 408 || status === 425 || status === 429;
    const advice = mayPass ? 'Try again later.' : 'Check the URL and that it can be read without a login.';
    refuse(mayPass ? 'source_unavailable' : 'invalid_input', `answered ${status}. ${advice}`);
  }
  if (/^text\/html\b/i.test(response.headers['content-type'] ?? '')) {
    refuse(
      'invalid_input',
      'answered with a web page (text/html) instead of media. Give the URL of the file itself.',
    );
  }
  if (Number(response.headers['content-length'] ?? 0) > limits.maxBytes)
    refuse('invalid_input', tooLarge(limits));
}

async function writeBody(response: IncomingMessage, download: Download, signal: AbortSignal): Promise<void> {
  const { url, path, limits, onProgress } = download;
  const expected = Number(response.headers['content-length'] ?? 0);
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes)
        throw new WorkError('invalid_input', `The source ${nameOf(url)} ${tooLarge(limits)}`);
      if (expected > 0) onProgress(Math.min(1, bytes / expected));
      yield chunk;
    }
  };
  await pipeline(response, counted, createWriteStream(path), { signal });
  if (bytes === 0)
    throw new WorkError('invalid_input', `The source ${nameOf(url)} is empty: it has 0 bytes.`);
}

function tooLarge({ maxBytes }: DownloadLimits): string {
  return `is larger than the ${maxBytes} bytes that are allowed here.`;
}

function explain(error: unknown, { url, limits }: Download, timeout: AbortSignal): WorkError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AddressRefusedError)
    return new WorkError('invalid_input', `The source cannot be used: ${message}.`);
  if (timeout.aborted) {
    const what = `The source ${nameOf(url)} took longer than ${limits.maxSeconds} s. Try again, or use a faster host.`;
    return new WorkError('source_unavailable', what, { cause: error });
  }
  if (isDiskTrouble(error))
    return new WorkError('internal_error', `The source could not be stored: ${message}.`, { cause: error });
  return new WorkError('source_unavailable', `The source ${nameOf(url)} could not be read: ${message}.`, {
    cause: error,
  });
}

function isDiskTrouble(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** A URL without its query, which may hold a signature. */
function nameOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
