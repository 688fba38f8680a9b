import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

export const API_FLAG = '--api <url>';
export const API_FLAG_HELP =
  'ask the business API at this address instead of Temporal, with the key in MEDIA_API_KEY (or set MEDIA_API_URL)';

/**
 * Where the API is that a person wants to be asked, or undefined for Temporal. Read before the command line is
 * parsed: which commands there are depends on it.
 */
export function apiUrl(args: readonly string[], fromEnvironment: string | undefined): string | undefined {
  const at = args.findIndex((arg) => arg === '--api' || arg.startsWith('--api='));
  const flag = args[at]?.includes('=') ? args[at].slice('--api='.length) : args[at + 1];
  const given = at < 0 ? fromEnvironment : flag;
  if (given === undefined || given === '') return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return given.replace(/\/+$/, '');
  }
  throw new CliError(
    '--api (or MEDIA_API_URL) has to be an http or https address without a key in it: the key goes into MEDIA_API_KEY.',
    EXIT.usage,
  );
}
