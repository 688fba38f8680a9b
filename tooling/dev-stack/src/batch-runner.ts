import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';

/** The program that starts and shows pipelines. */
export const batchRunner = resolve(repoRoot, 'apps/batch-runner/dist/main.js');
