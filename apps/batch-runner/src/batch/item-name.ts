import type { ItemName } from '@org/media-control';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

const ID = 'id:';

/** Reads `7` (an index), `id:films-7` (the caller's own id) or a line of the list; undefined when none is named. */
export function itemName(item: string | undefined, line: string | undefined): ItemName | undefined {
  if (item !== undefined && line !== undefined) throw usage('Name the item once: <item> or --line.');
  if (line !== undefined) {
    if (!/^[1-9]\d{0,14}$/.test(line)) throw usage(`--line ${line}: lines are counted from 1.`);
    return { by: 'line', line: Number(line) };
  }
  if (item === undefined) return undefined;
  if (item.startsWith(ID) && item.length > ID.length) return { by: 'id', id: item.slice(ID.length) };
  if (!/^\d{1,15}$/.test(item)) throw usage(`${item}: give an index from 0, or id:<the id in the list>.`);
  return { by: 'index', index: Number(item) };
}

function usage(message: string): CliError {
  return new CliError(message, EXIT.usage);
}
