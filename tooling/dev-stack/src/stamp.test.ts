import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, readStamp, writeStamp } from './stamp.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'));
  mkdirSync(join(folder, 'src'));
  write('src/a.ts', 'a');
  write('package.json', '{}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

describe('fingerprint', () => {
  it('stays the same while nothing changes', () => {
    expect(fingerprint([folder])).toBe(fingerprint([folder]));
  });

  it.each<[string, () => void]>([
    [
      'a file is longer',
      () => {
        write('src/a.ts', 'aa');
      },
    ],
    [
      'a file was touched',
      () => {
        utimesSync(join(folder, 'src/a.ts'), 1, 1);
      },
    ],
    [
      'a file is new',
      () => {
        write('src/b.ts', '');
      },
    ],
    [
      'a file is gone',
      () => {
        rmSync(join(folder, 'src/a.ts'));
      },
    ],
  ])('changes when %s', (_what, change) => {
    const before = fingerprint([folder]);
    change();
    expect(fingerprint([folder])).not.toBe(before);
  });

  it.each(['dist/a.js', 'node_modules/x/index.js', '.turbo/log', 'src/a.test.ts', 'README.md'])(
    'does not care for %s',
    (name) => {
      const before = fingerprint([folder]);
      write(name, 'x');
      expect(fingerprint([folder])).toBe(before);
    },
  );

  it('counts a file that is missing as such', () => {
    const missing = join(folder, 'lock.yaml');
    const before = fingerprint([missing]);
    write('lock.yaml', '');
    expect(fingerprint([missing])).not.toBe(before);
  });
});

describe('writeStamp', () => {
  it('is read back, and leaves nothing else behind', () => {
    const path = join(folder, 'stamps/install');
    expect(readStamp(path)).toBeUndefined();
    writeStamp(path, 'one');
    writeStamp(path, 'two');
    expect(readStamp(path)).toBe('two');
    expect(readdirSync(join(folder, 'stamps'))).toEqual(['install']);
  });
});
