import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import { secret } from './values.js';

const KEY = 'ITTYBIT_API_KEY';
const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The variable that holds the key of an Ittybit account: `ITTYBIT_API_KEY_ACME_EU` for `acme-eu`. */
export function accountKeyName(account: string): string {
  return account === DEFAULT_ACCOUNT ? KEY : `${KEY}_${account.toUpperCase().replaceAll('-', '_')}`;
}

/** Keys by account, and what is wrong with the others; a problem never shows a key. */
export function readAccountKeys(given: Readonly<Record<string, string | undefined>>): {
  readonly accountKeys: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
} {
  const accountKeys = new Map<string, string>();
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name !== KEY && !name.startsWith(`${KEY}_`)) continue;
    const account = accountOf(name);
    const parsed = secret.safeParse(value);
    if (!ACCOUNT.test(account)) problems.push(`${name} names no account: end it in A to Z, 0 to 9 and _`);
    else if (accountKeyName(account) !== name) problems.push(`${name} should be ${accountKeyName(account)}`);
    else if (parsed.success) accountKeys.set(account, parsed.data);
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is no key'}`);
  }
  return { accountKeys, problems };
}

function accountOf(name: string): string {
  const suffix = name.slice(KEY.length + 1).toLowerCase();
  return name === KEY ? DEFAULT_ACCOUNT : suffix.replaceAll('_', '-');
}
