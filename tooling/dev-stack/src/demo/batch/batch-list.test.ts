import { describe, expect, it } from 'vitest';
import { BROKEN } from './batch-files.ts';
import { batchList, INVALID_ID, ITEMS, REPEATED_ID } from './batch-list.ts';

const [header, ...rows] = batchList((name) => `http://host/${name}`)
  .trimEnd()
  .split('\n')
  .map((line) => line.split(','));

describe('batchList', () => {
  it('has sixty files, each once, and two lines that somebody got wrong', () => {
    expect(ITEMS).toBe(60);
    expect(header).toEqual(['id', 'kind', 'url', 'options.width', 'options.fps', 'options.end']);
    expect(rows.slice(ITEMS).map(([id]) => id)).toEqual([INVALID_ID, REPEATED_ID]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(ITEMS + 2);
    expect(new Set(rows.slice(0, ITEMS).map(([, , url]) => url)).size).toBe(ITEMS);
  });
  it('repeats a line exactly, but for its id', () => {
    const told = rows.find(([id]) => id === 'picture-01.png');
    expect(told?.slice(1)).toEqual(rows.at(-1)?.slice(1));
  });
  it('mixes the kinds, and has the broken files among the others', () => {
    expect(new Set(rows.slice(0, 10).map(([, kind]) => kind)).size).toBeGreaterThan(2);
    const ids = rows.slice(0, ITEMS - 1).map(([id]) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(BROKEN)));
  });
});
