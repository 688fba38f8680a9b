import { badInput } from './ittybit-error.js';

const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The base URL with a path that ends in a slash.
 * Plain http is for loopback hosts, where nobody listens in; elsewhere it would show the key to the network.
 */
export function parseBaseUrl(value: string, allowInsecure: boolean): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    throw badInput('configure', 'baseUrl must be an https URL, e.g. https://api.ittybit.com.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw badInput('configure', 'baseUrl must not hold credentials, a query or a fragment.');
  }
  if (url.protocol === 'http:' && !allowInsecure && !LOOPBACK_HOST.test(url.hostname)) {
    throw badInput(
      'configure',
      `baseUrl http://${url.host} would send the API key in the clear: use https, or set allowInsecure.`,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
