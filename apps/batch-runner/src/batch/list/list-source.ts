import { basename } from 'node:path';
import type { ListFormat } from '@org/media-contracts';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

/** Where a person says the list is. */
export type ListSource =
  | { readonly from: 'stdin' }
  | { readonly from: 'path'; readonly path: string }
  | { readonly from: 'url'; readonly url: string }
  | { readonly from: 'store'; readonly key: string };

const STORE = 'store:';
const FORMATS: Readonly<Record<string, ListFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
};

/** Reads `<list>`: a path, `-` for standard input, an http(s) URL, or `store:<key>`. */
export function listSource(text: string): ListSource {
  if (text === '-') return { from: 'stdin' };
  if (/^https?:\/\//i.test(text)) return { from: 'url', url: text };
  if (text.startsWith(STORE)) {
    const key = text.slice(STORE.length);
    if (key === '') throw new CliError('store: needs a key, for example store:lists/films.csv.', EXIT.usage);
    return { from: 'store', key };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw new CliError(
      `${text}: a list is read from a path, from standard input (-), from http(s) or from the store (store:<key>).`,
      EXIT.usage,
    );
  }
  if (text === '') throw new CliError('No list: give a path, a URL, store:<key>, or - .', EXIT.usage);
  return { from: 'path', path: text };
}

/** What people call a list. */
export function listName(source: ListSource): string {
  switch (source.from) {
    case 'stdin':
      return 'standard input';
    case 'path':
      return basename(source.path);
    case 'url':
      return source.url;
    case 'store':
      return `${STORE}${source.key}`;
  }
}

/**
 * The format that a name tells, gzip or not; undefined when only the bytes can tell, as of `.json`: many such files
 * hold one object per line.
 */
export function formatOfName(name: string): ListFormat | undefined {
  const [, ending = ''] = /\.([a-z]+)(?:\.gz)?$/i.exec(name) ?? [];
  return FORMATS[ending.toLowerCase()];
}
