import type { ListFormat } from '@org/media-contracts';

const ENDINGS: readonly (readonly [RegExp, ListFormat])[] = [
  [/\.(jsonl|ndjson)(\.gz)?$/i, 'jsonl'],
  [/\.csv(\.gz)?$/i, 'csv'],
];

/**
 * Tells what a list is written in: by its name where that is clear, else by how it begins.
 * A name in `.json` is not clear: many such files hold one object per line.
 */
export function listFormat(name: string, firstByte: number | undefined): ListFormat {
  const told = ENDINGS.find(([ending]) => ending.test(name))?.[1];
  if (told) return told;
  if (firstByte === 0x5b) return 'json';
  if (firstByte === 0x7b) return 'jsonl';
  return /\.json(\.gz)?$/i.test(name) ? 'json' : 'csv';
}
