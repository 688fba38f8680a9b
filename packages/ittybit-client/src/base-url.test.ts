import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from './base-url.js';

describe('parseBaseUrl', () => {
  it('keeps a path and ends it in a slash, so that requests stay below it', () => {
    expect(parseBaseUrl('https://proxy.example/ittybit', false).href).toBe('https://proxy.example/ittybit/');
    expect(parseBaseUrl('https://api.ittybit.com', false).href).toBe('https://api.ittybit.com/');
  });

  it.each([
    'http://localhost:4000',
    'http://app.localhost',
    'http://127.0.0.1:1',
    'http://127.8.9.1',
    'http://[::1]:80',
  ])('accepts plain http to the loopback address %s', (value) => {
    expect(parseBaseUrl(value, false).protocol).toBe('http:');
  });

  it.each([
    'http://api.ittybit.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
  ])('refuses plain http to %s unless that is allowed', (value) => {
    expect(() => parseBaseUrl(value, false)).toThrow(/in the clear/);
    expect(parseBaseUrl(value, true).protocol).toBe('http:');
  });

  it.each(['', 'api.ittybit.com', 'ftp://x', 'https://u:p@x', 'https://x/?a=1', 'https://x/#a'])(
    'refuses %j',
    (value) => {
      expect(() => parseBaseUrl(value, true)).toThrow(/baseUrl must/);
    },
  );
});
