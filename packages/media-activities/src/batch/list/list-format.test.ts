import { describe, expect, it } from 'vitest';
import { listFormat } from './list-format.js';

const first = (text: string): number | undefined => Buffer.from(text)[0];

describe('listFormat', () => {
  it.each([
    ['list.jsonl', '[', 'jsonl'],
    ['list.NDJSON.gz', 'x', 'jsonl'],
    ['list.csv.gz', '{', 'csv'],
    ['list.json', '[', 'json'],
    ['list.json', '{', 'jsonl'],
    ['list.json', 'x', 'json'],
    ['', '[', 'json'],
    ['lists/ab12', '{', 'jsonl'],
    ['list.txt', 'u', 'csv'],
    ['', '', 'csv'],
  ])('takes %s that begins with %j for %s', (name, beginning, format) => {
    expect(listFormat(name, first(beginning))).toBe(format);
  });
});
