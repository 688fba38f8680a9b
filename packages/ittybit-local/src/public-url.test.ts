import { describe, expect, it } from 'vitest';
import { createServerUrls } from './public-url.js';

describe('createServerUrls', () => {
  it('knows its own URLs by each of its names and below the public path only', () => {
    const urls = createServerUrls('https://cdn.example/media/');
    urls.listeningOn('http://127.0.0.1:8080');
    const ownPath = (url: string): string | null => urls.ownPath(new URL(url));
    expect(urls.publicUrl()).toBe('https://cdn.example/media');
    expect(ownPath('https://cdn.example/media/files/a')).toBe('/files/a');
    expect(ownPath('http://127.0.0.1:8080/inputs/a')).toBe('/inputs/a');
    expect(ownPath('http://localhost:8080/inputs/a')).toBe('/inputs/a');
    for (const other of [
      'https://cdn.example/files/a',
      'http://127.0.0.1:8081/files/a',
      'https://localhost:8080/x',
    ]) {
      expect(ownPath(other)).toBeNull();
    }
  });

  it('gives out the address listened on unless told otherwise', () => {
    const urls = createServerUrls(undefined);
    expect(() => urls.publicUrl()).toThrow(/does not listen yet/);
    urls.listeningOn('http://127.0.0.1:8080');
    expect(urls.publicUrl()).toBe('http://127.0.0.1:8080');
  });
});
