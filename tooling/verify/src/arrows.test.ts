import { describe, expect, it } from 'vitest';
import { againstTheArrows } from './arrows.ts';
import { workspacePackages, type WorkspacePackage } from './workspace-packages.ts';

const packages = workspacePackages();

const asItIs = againstTheArrows(packages);

/** What is against the arrows only because of something added to one package. */
function againstWith(folder: string, added: Partial<WorkspacePackage>): string[] {
  expect(packages.map((one) => one.folder)).toContain(folder);
  const changed = packages.map((one) => (one.folder === folder ? { ...one, ...added } : one));
  return againstTheArrows(changed).filter((sentence) => !asItIs.includes(sentence));
}

describe('againstTheArrows', () => {
  it('finds nothing in this workspace', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(asItIs).toEqual([]);
  });

  it.each([
    ['packages/ittybit-client', '@org/media-contracts'],
    ['packages/media-contracts', '@org/ittybit-client'],
    ['packages/media-workflows', '@org/media-activities'],
    ['packages/media-activities', '@org/media-engine'],
    ['packages/media-engine', '@org/dev-stack'],
    ['packages/media-activities', '@org/worker'],
    ['packages/media-activities', '@org/media-control'],
    ['packages/media-control', '@org/media-storage'],
    ['packages/media-control', '@org/ittybit-client'],
    ['packages/media-control', '@org/batch-runner'],
    ['apps/worker', '@org/batch-runner'],
    ['tests/pipeline', '@org/worker'],
    ['tooling/verify', '@org/media-contracts'],
  ])('refuses %s -> %s, imported or declared', (folder, name) => {
    const sentence = `${folder} must not import ${name}`;
    expect(againstWith(folder, { imports: [name] })).toEqual([sentence]);
    expect(againstWith(folder, { dependencies: [name] })).toEqual([sentence]);
  });

  it('refuses a relative import of another package', () => {
    const added = { importedFiles: ['packages/media-storage/src/object-key.js'] };
    expect(againstWith('packages/media-activities', added)).toEqual([
      expect.stringContaining('outside of the package'),
    ]);
  });

  it('asks for the arrows of a new package', () => {
    expect(againstWith('packages/media-engine', { name: '@org/media-new' })).toContainEqual(
      expect.stringContaining('packages/media-engine has no arrows'),
    );
  });

  it('refuses a dependency more for what has to load anywhere', () => {
    expect(againstWith('packages/ittybit-client', { runtimeDependencies: ['zod', 'got'] })).toEqual([
      'packages/ittybit-client must not depend on got',
    ]);
  });
});
