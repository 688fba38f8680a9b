import { describe, expect, it } from 'vitest';
import { formatOfName, listName, listSource } from './list-source.js';

describe('listSource', () => {
  it.each([
    ['-', { from: 'stdin' }],
    ['films.csv', { from: 'path', path: 'films.csv' }],
    ['./a:b.csv', { from: 'path', path: './a:b.csv' }],
    ['https://in.test/films.csv', { from: 'url', url: 'https://in.test/films.csv' }],
    ['HTTP://in.test/films.csv', { from: 'url', url: 'HTTP://in.test/films.csv' }],
    ['store:lists/films.csv', { from: 'store', key: 'lists/films.csv' }],
  ])('knows where %s is', (text, source) => {
    expect(listSource(text)).toEqual(source);
  });
  it.each(['s3://bucket/films.csv', 'file:///etc/passwd', 'store:', ''])('refuses %j', (text) => {
    expect(() => listSource(text)).toThrow();
  });
});

describe('listName', () => {
  it('is short', () => {
    expect(listName({ from: 'path', path: '/home/me/films.csv' })).toBe('films.csv');
    expect(listName({ from: 'store', key: 'lists/a' })).toBe('store:lists/a');
  });
});

describe('formatOfName', () => {
  it.each([
    ['films.csv', 'csv'],
    ['films.JSONL.gz', 'jsonl'],
    ['films.ndjson', 'jsonl'],
    ['films.json', undefined],
    ['films.gz', undefined],
    ['films.txt', undefined],
    ['films', undefined],
  ])('of %s is %s', (name, format) => {
    expect(formatOfName(name)).toBe(format);
  });
});
