import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findBreakingChanges } from './breaking-changes.js';
import { announcesMajor, readChangesets } from './changesets.js';
import { publishedContracts } from './published-contracts.js';
import { lastReleased, NEXT_SNAPSHOT } from './snapshots.js';

const PACKAGE = '@org/media-contracts';
const snapshots = fileURLToPath(new URL('../../snapshots/', import.meta.url));
const changesets = fileURLToPath(new URL('../../../../.changeset/', import.meta.url));
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

describe('the published contracts', () => {
  it('are the ones in the newest snapshot', async () => {
    const text = `${JSON.stringify(publishedContracts(), null, 2)}\n`;
    await expect(
      text,
      `The contracts changed. Look at the change, then write it down: pnpm --filter ${PACKAGE} snapshot`,
    ).toMatchFileSnapshot(`${snapshots}${NEXT_SNAPSHOT}`);
  });

  it('break nobody who uses the last release, unless a changeset announces a major version', () => {
    const released = lastReleased(snapshots);
    const mayBreak = released === undefined || announcesMajor(readChangesets(changesets), PACKAGE);
    expect(
      mayBreak ? [] : findBreakingChanges(released.contracts, publishedContracts()),
      `These changes break users of ${released?.version ?? ''}. Add instead of changing, or write a changeset with '${PACKAGE}': major`,
    ).toEqual([]);
  });

  it('have a snapshot of the version that package.json says was released', () => {
    const { version } = JSON.parse(manifest) as { version: string };
    const expected = version === '0.0.0' ? undefined : version;
    expect(
      lastReleased(snapshots)?.version,
      `After "changeset version": pnpm --filter ${PACKAGE} snapshot:release`,
    ).toBe(expected);
  });
});
