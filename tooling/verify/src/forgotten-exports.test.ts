import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forgottenExports } from './forgotten-exports.ts';

/** A built package of these files; `index.d.ts` and, if there is one, `schemas.d.ts` are its entries. */
function forgottenIn(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'forgotten-exports-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    const path = join(folder, name === 'package.json' ? name : `dist/${name}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const entries = ['index.d.ts', 'schemas.d.ts'].filter((name) => name in files);
  return forgottenExports(
    folder,
    entries.map((name) => join(folder, 'dist', name)),
  ).map(({ name, mentionedBy }) => `${mentionedBy} mentions ${name}`);
}

describe('forgottenExports', () => {
  it.each([
    ['a parameter', 'declare function open(options: Options): void;'],
    ['a result', 'declare function open(): Promise<Options>;'],
    ['a member', 'interface open { readonly options?: Options }'],
    ['a type argument', 'type open = Array<Options>;'],
    ['a base', 'interface open extends Options {}'],
    ['a constant', 'declare const open: { deep: Options };'],
  ])('finds a type in %s', (_place, declaration) => {
    const files = { 'index.d.ts': `interface Options { a: 1 }\n${declaration}\nexport { open };` };
    expect(forgottenIn(files)).toEqual(['open mentions Options']);
  });

  it('finds a type in a file that two entries share', () => {
    const shared = { 'shared.d.ts': 'interface Options { a: 1 }\nexport type { Options as O };' };
    const index = {
      'index.d.ts': `import { O } from './shared.js';\ndeclare function open(o: O): void;\nexport { open };`,
    };
    expect(forgottenIn({ ...shared, ...index })).toEqual(['open mentions Options']);
    const schemas = { 'schemas.d.ts': `export { O as Options } from './shared.js';` };
    expect(forgottenIn({ ...shared, ...index, ...schemas })).toEqual([]);
  });

  it('leaves type parameters, exported types and values behind typeof alone', () => {
    const text = `
      interface Options<T> { a: T }
      declare const schema: { a: 1 };
      type Inferred = typeof schema;
      declare function open<Item>(options: Options<Item>): Inferred;
      export { open, type Options, type Inferred };`;
    expect(forgottenIn({ 'index.d.ts': text })).toEqual([]);
  });

  it('says that a package is not built', () => {
    expect(() => forgottenExports('/nowhere', ['/nowhere/dist/index.d.ts'])).toThrow(/pnpm build/);
  });
});
