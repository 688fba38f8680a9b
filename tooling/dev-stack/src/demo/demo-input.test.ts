import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInput, publishFile } from './demo-input.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'input-'));
  writeFileSync(join(folder, 'My film (1).mp4'), 'film');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('checkInput', () => {
  it('accepts a URL whatever does the work, and a file or nothing for the local service', () => {
    for (const real of [true, false]) checkInput('https://example.test/a.mp4', real);
    checkInput(join(folder, 'My film (1).mp4'), false);
    expect(() => {
      checkInput(undefined, false);
    }).not.toThrow();
  });

  it('refuses a local file for the real service, with the reason', () => {
    expect(() => {
      checkInput(join(folder, 'My film (1).mp4'), true);
    }).toThrow(/cannot read a file of this machine/);
    expect(() => {
      checkInput(undefined, true);
    }).toThrow(/cannot read a file of this machine/);
  });

  it('refuses what is not a file', () => {
    expect(() => {
      checkInput(join(folder, 'none.mp4'), false);
    }).toThrow(/there is no such file/);
    expect(() => {
      checkInput(folder, false);
    }).toThrow(/this is not a file/);
  });
});

describe('publishFile', () => {
  it('puts the file into the folder under a name that a URL can carry, once', () => {
    const served = join(folder, 'served');
    const name = publishFile(join(folder, 'My film (1).mp4'), served);
    expect(name).toMatch(/^My-film-1--[0-9a-f]{8}\.mp4$/);
    expect(readFileSync(join(served, name), 'utf8')).toBe('film');
    expect(publishFile(join(folder, 'My film (1).mp4'), served)).toBe(name);
    expect(readdirSync(served)).toEqual([name]);
  });

  it('gives a changed file another name, since results are kept by URL', () => {
    const served = join(folder, 'served');
    const before = publishFile(join(folder, 'My film (1).mp4'), served);
    writeFileSync(join(folder, 'My film (1).mp4'), 'a longer film');
    expect(publishFile(join(folder, 'My film (1).mp4'), served)).not.toBe(before);
  });
});
