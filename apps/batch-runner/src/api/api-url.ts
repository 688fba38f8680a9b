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
  const { given = fromEnvironment } = flagIn(args);
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

/** How a person who called us like this calls us next: what is in the environment stays there, a flag does not. */
export function calledAs(program: string, args: readonly string[]): string {
  const { given } = flagIn(args);
  return given === undefined ? program : `${program} --api ${given}`;
}

function flagIn(args: readonly string[]): { readonly given?: string | undefined } {
  const at = args.findIndex((arg) => arg === '--api' || arg.startsWith('--api='));
  if (at < 0) return {};
  return { given: args[at]?.includes('=') ? args[at].slice('--api='.length) : args[at + 1] };
}
