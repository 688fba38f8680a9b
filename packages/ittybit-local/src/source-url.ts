import { isPrivateHost } from './address-guard.js';
import { invalidInput, requestInvalid } from './api-error.js';

export interface SourceUrlPolicy {
  allowPrivateAddresses: boolean;
  /** Whether a URL leads to this server itself, whose files are always allowed. */
  ownPath: (url: URL) => string | null;
  /** Whether `s3://` can be read: a simulating server reads nothing, a working one has no connection. */
  allowS3: boolean;
}

/**
 * Checks an input URL as far as that goes without a connection.
 * @throws ApiError 400 `invalid_input`
 */
export function checkSourceUrl(text: string, policy: SourceUrlPolicy): void {
  const url = parseUrl(text);
  if (url.protocol === 's3:') {
    if (policy.allowS3) return;
    throw invalidInput(
      'input must be a http:// or https:// URL here: this server has no connection to read s3:// from',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalidInput(`input must be a http://, https:// or s3:// URL; ${url.protocol}// is not supported`);
  }
  if (policy.allowPrivateAddresses || policy.ownPath(url) !== null) return;
  if (isPrivateHost(url.hostname)) {
    throw invalidInput(
      `input leads to a private address (${url.hostname}); only public addresses are allowed here`,
    );
  }
}

/** @throws ApiError 400 `request_invalid` unless `s3://bucket/key` */
export function checkDestination(text: string, field: string): void {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}\/.+$/.test(text) && !text.split('/').includes('..')) return;
  throw requestInvalid(`${field} must be s3://bucket/key`);
}

/** @throws ApiError 400 `request_invalid` unless http(s) */
export function checkWebhookUrl(text: string): void {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return;
  throw requestInvalid('webhook_url must be a http:// or https:// URL');
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw invalidInput('input must be a http://, https:// or s3:// URL; it is not a URL');
  return url;
}
