import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announcesMajor, readChangesets } from './changesets.js';

const changeset = (bump: string): string =>
  `---\n'@org/media-contracts': ${bump}\n'@org/other': patch\n---\n\nmajor words\n`;

describe('announcesMajor', () => {
  it('sees a major bump of the package among others', () => {
    expect(announcesMajor([changeset('patch'), changeset('major')], '@org/media-contracts')).toBe(true);
  });
  it.each([
    ['a minor bump', changeset('minor')],
    ['a major bump of another package', changeset('minor').replace('patch', 'major')],
    ['the word in the text only', '---\n---\n\n@org/media-contracts: major'],
    ['no front matter', "'@org/media-contracts': major"],
  ])('does not take %s for one', (_name, text) => {
    expect(announcesMajor([text], '@org/media-contracts')).toBe(false);
  });
  it('reads double quotes and no quotes', () => {
    expect(announcesMajor(['---\n"@org/media-contracts": major\n---\n'], '@org/media-contracts')).toBe(true);
    expect(announcesMajor(['---\r\n@org/media-contracts: "major"\r\n---\r\n'], '@org/media-contracts')).toBe(
      true,
    );
  });
});

describe('readChangesets', () => {
  it('reads every changeset but the README, and nothing where there is no folder', () => {
    const directory = mkdtempSync(join(tmpdir(), 'changesets-'));
    try {
      writeFileSync(join(directory, 'README.md'), 'read me');
      writeFileSync(join(directory, 'config.json'), '{}');
      writeFileSync(join(directory, 'brave-cats.md'), 'a change');
      expect(readChangesets(directory)).toEqual(['a change']);
    } finally {
      rmSync(directory, { recursive: true });
    }
    expect(readChangesets(join(directory, 'gone'))).toEqual([]);
  });
});
