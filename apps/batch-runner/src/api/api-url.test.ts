import { describe, expect, it } from 'vitest';
import { apiUrl, calledAs } from './api-url.js';

describe('apiUrl', () => {
  it.each([
    [['list'], undefined, undefined],
    [['list', '--api', 'http://127.0.0.1:8080/'], undefined, 'http://127.0.0.1:8080'],
    [['--api=https://media.test', 'list'], 'https://other.test', 'https://media.test'],
    [['list'], 'https://other.test', 'https://other.test'],
    [['list'], '', undefined],
  ])('of %j with %j', (args, environment, url) => {
    expect(apiUrl(args, environment)).toBe(url);
  });

  it.each(['media.test', 'ftp://media.test', 'https://key@media.test', 'https://a:mk_secret@media.test'])(
    'refuses %s, and does not repeat it',
    (url) => {
      expect(() => apiUrl(['--api', url], undefined)).toThrow(/--api .*has to be an http or https address/);
      expect(() => apiUrl(['--api', url], undefined)).not.toThrow(/mk_secret/);
    },
  );
});

describe('calledAs', () => {
  it.each([
    [['list'], 'media'],
    [['list', '--api', 'http://127.0.0.1:8080'], 'media --api http://127.0.0.1:8080'],
    [['--api=https://media.test', 'list'], 'media --api https://media.test'],
  ])('of %j', (args, called) => {
    expect(calledAs('media', args)).toBe(called);
  });
});
