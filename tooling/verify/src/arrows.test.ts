import { describe, expect, it } from 'vitest';
import { againstTheArrows } from './arrows.ts';
import { workspacePackages, type WorkspacePackage } from './workspace-packages.ts';

const packages = workspacePackages();

/** The workspace with something added to one of its packages. */
function withAdded(folder: string, added: Partial<WorkspacePackage>): WorkspacePackage[] {
  expect(packages.map((one) => one.folder)).toContain(folder);
  return packages.map((one) => (one.folder === folder ? { ...one, ...added } : one));
}

describe('againstTheArrows', () => {
  it('finds nothing in this workspace', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(againstTheArrows(packages)).toEqual([]);
  });

  it.each([
    ['packages/ittybit-client', '@org/media-contracts'],
    ['packages/media-contracts', '@org/ittybit-client'],
    ['packages/media-workflows', '@org/media-activities'],
    ['packages/media-activities', '@org/media-engine'],
    ['packages/media-engine', '@org/dev-stack'],
    ['packages/media-activities', '@org/worker'],
    ['apps/worker', '@org/batch-runner'],
    ['tests/pipeline', '@org/worker'],
    ['tooling/verify', '@org/media-contracts'],
  ])('refuses %s -> %s, imported or declared', (folder, name) => {
    const sentence = `${folder} must not import ${name}`;
    expect(againstTheArrows(withAdded(folder, { imports: [name] }))).toEqual([sentence]);
    expect(againstTheArrows(withAdded(folder, { dependencies: [name] }))).toEqual([sentence]);
  });

  it('refuses a relative import of another package', () => {
    const added = { importedFiles: ['packages/media-storage/src/object-key.js'] };
    expect(againstTheArrows(withAdded('packages/media-activities', added))).toEqual([
      expect.stringContaining('outside of the package'),
    ]);
  });

  it('asks for the arrows of a new package', () => {
    const [first] = withAdded('packages/media-engine', {});
    if (first === undefined) throw new Error('The workspace has no package.');
    const added = {
      ...first,
      name: '@org/new',
      folder: 'packages/new',
      imports: [],
      dependencies: [],
      importedFiles: [],
    };
    expect(againstTheArrows([...packages, added])).toEqual([
      expect.stringContaining('packages/new has no arrows'),
    ]);
  });

  it('refuses a dependency more for what has to load anywhere', () => {
    expect(
      againstTheArrows(withAdded('packages/ittybit-client', { runtimeDependencies: ['zod', 'got'] })),
    ).toEqual(['packages/ittybit-client must not depend on got']);
  });
});
