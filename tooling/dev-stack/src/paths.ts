import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone this file belongs to. */
export const repoRoot = resolve(fileURLToPath(import.meta.url), '../../../..');

/** The git-ignored folder that holds whatever ./dev prepares and keeps. */
export const devHome = resolve(repoRoot, '.dev');

/** What a preparation step said. */
export const logDir = resolve(devHome, 'log');
export const stampDir = resolve(devHome, 'stamps');
export const binDir = resolve(devHome, 'bin');

/** Holds data, logs and lock of the stack that `up` and `demo` start: another folder is another stack. */
export const stackHome = process.env['MEDIA_DEV_DATA'] ? resolve(process.env['MEDIA_DEV_DATA']) : devHome;

export const dataDir = resolve(stackHome, 'data');
/** A log per process of the stack. */
export const stackLogDir = resolve(stackHome, 'log');

/** A path as it is shown to a person: from the root of the clone, if it lies within. */
export function shown(path: string): string {
  const fromRoot = relative(repoRoot, path);
  return fromRoot.startsWith('..') ? path : fromRoot;
}
