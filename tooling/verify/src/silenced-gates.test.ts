import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './run-script.ts';
import { silencedGates } from './silenced-gates.ts';
import { workspacePackages } from './workspace-packages.ts';

/** A line comment, put together here so that this file does not itself hold one. */
const comment = (text: string): string => ['//', text].join(' ');

describe('silencedGates', () => {
  it('finds none in this workspace', () => {
    const found = workspacePackages().flatMap(({ folder, sources }) =>
      sources.flatMap((source) => {
        const path = `${folder}/${source}`;
        return silencedGates(readFileSync(resolve(root, path), 'utf8')).map((what) => `${path}: ${what}`);
      }),
    );
    expect(found).toEqual([]);
  });

  it('takes the exception to a rule, named and with its reason', () => {
    expect(
      silencedGates(comment('eslint-disable-next-line no-control-regex -- They are looked for.')),
    ).toEqual([]);
  });

  it.each([
    ['@boundaries-ignore it is only once', 'rule of the house'],
    ['eslint-disable-next-line @typescript-eslint/no-restricted-imports -- I want it', 'rule of the house'],
    ['eslint-disable-line no-restricted-syntax -- I want it', 'rule of the house'],
    ['eslint-disable', 'every rule'],
    ['eslint-disable -- I want it', 'every rule'],
    ['eslint-disable-next-line no-control-regex', 'does not say why'],
  ])('refuses "%s"', (text, why) => {
    expect(silencedGates(comment(text))).toEqual([expect.stringContaining(why)]);
    expect(silencedGates(`/* ${text} */`)).toEqual([expect.stringContaining(why)]);
  });
});
