/** Keeps what a release publishes: run after `changeset version`, so that later changes are compared with it. */
import { constants, copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const released = new URL(`snapshots/${version}.json`, root);

// A released snapshot is never rewritten: it is what somebody may still run.
copyFileSync(new URL('snapshots/next.json', root), released, constants.COPYFILE_EXCL);
process.stdout.write(`Kept ${fileURLToPath(released)}\n`);
