import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as schemas from './schemas.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Names that an entry exports as types, from its source. */
function typeNames(source: string): string[] {
  const blocks = [...source.matchAll(/export (type )?\{([^}]*)\}/g)];
  return blocks.flatMap(([, allTypes, list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && (allTypes !== undefined || name.startsWith('type ')))
      .map((name) => name.replace(/^type /, '')),
  );
}

describe('the entries of the package', () => {
  // Small pieces that are only used inside other types have no type of their own name.
  const INSIDE_OTHERS = ['SourceUrl', 'StagePolicyOverrides'];
  const schemaNames = Object.keys(schemas).map((name) => name.replace(/Schema$/, ''));
  const types = typeNames(read('./index.ts'));

  it('export a type for every schema', () => {
    const expected = schemaNames.filter((name) => !INSIDE_OTHERS.includes(name));
    expect(expected.filter((name) => !types.includes(name))).toEqual([]);
  });

  it('export a schema for every type that is inferred from one', () => {
    const sources = [
      './callback.ts',
      './media-file.ts',
      './media-pipeline.ts',
      './remote-work.ts',
      './batch/batch-types.ts',
    ]
      .map(read)
      .join('\n');
    const inferred = [...sources.matchAll(/export type (\w+) = z\.infer</g)].map(([, name]) => name ?? '');
    expect(inferred.length).toBeGreaterThan(10);
    expect(inferred.filter((name) => !schemaNames.includes(name))).toEqual([]);
    expect(inferred.filter((name) => !types.includes(name))).toEqual([]);
  });

  it('call every schema by a name that ends in Schema', () => {
    expect(Object.keys(schemas).filter((name) => !name.endsWith('Schema'))).toEqual([]);
  });
});

describe('the built index', () => {
  const dist = new URL('../dist/', import.meta.url);

  /** Everything that a built file imports at run time, through our own chunks. */
  function importsOf(file: string, seen = new Set<string>()): Set<string> {
    const code = readFileSync(new URL(file, dist), 'utf8');
    const imports = code.matchAll(/(?:from|import)\s*\(?["']([^"']+)["']/g);
    for (const [, name = ''] of imports) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (name.startsWith('.')) importsOf(name, seen);
    }
    return seen;
  }

  it('has no zod at run time, which would cost 730 KiB per cached workflow', () => {
    expect(existsSync(dist), 'Build first: pnpm --filter @org/media-contracts build').toBe(true);
    expect([...importsOf('./index.js')].filter((name) => !name.startsWith('.'))).toEqual([
      '@temporalio/workflow',
    ]);
    // The same walk does find zod where it is, so an empty answer above means something.
    expect([...importsOf('./schemas.js')]).toContain('zod');
  });
});
