import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone this file belongs to. */
export const repoRoot = resolve(fileURLToPath(import.meta.url), '../../../..');

/** The git-ignored folder that holds whatever ./dev prepares and keeps. */
export const devHome = resolve(repoRoot, '.dev');

export const logDir = resolve(devHome, 'log');
export const dataDir = resolve(devHome, 'data');
export const stampDir = resolve(devHome, 'stamps');
export const binDir = resolve(devHome, 'bin');
