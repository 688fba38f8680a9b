import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { checkLiteralHost, guardedLookup } from '../address-guard.js';

export interface GuardedRequest {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Which addresses may be connected to; asked at connect time, for every address of the name. */
  isAllowed: (address: string) => boolean;
  signal: AbortSignal;
}

/**
 * One HTTP request that follows no redirect.
 * @throws AddressRefusedError for a forbidden address, a system error when there is no connection, or the signal's reason
 */
export function guardedRequest(url: URL, options: GuardedRequest): Promise<IncomingMessage> {
  const { method, headers = {}, body, isAllowed, signal } = options;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    checkLiteralHost(url.hostname, isAllowed);
    const request = send(
      url,
      // A connection of its own: a pooled one was checked under another policy.
      { method, headers, signal, agent: false, lookup: guardedLookup(isAllowed) },
      resolve,
    );
    request.on('error', (error) => {
      const { reason } = signal as { reason: unknown };
      reject(signal.aborted && reason instanceof Error ? reason : error);
    });
    request.end(body);
  });
}
