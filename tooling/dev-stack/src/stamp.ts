import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const GENERATED = new Set(['node_modules', 'dist', '.turbo', 'coverage']);

/**
 * A digest of the names, sizes and modification times of files and, recursively, of folders, without
 * what is generated and without what a build does not read (tests, Markdown). Contents are not read: it costs milliseconds.
 */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) addPath(path, (line) => hash.update(line));
  return hash.digest('hex');
}

function addPath(path: string, add: (line: string) => void): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    add(`${path}\0missing\n`);
  } else if (!stat.isDirectory()) {
    add(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  } else {
    for (const name of readdirSync(path).toSorted()) {
      if (!GENERATED.has(name) && !name.endsWith('.test.ts') && !name.endsWith('.md'))
        addPath(join(path, name), add);
    }
  }
}

/** What `writeStamp` left there, or undefined. */
export function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Written last and by a rename, so that a step that was interrupted has no stamp and is done again. */
export function writeStamp(path: string, value: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, value);
  renameSync(`${path}.${process.pid}`, path);
}
