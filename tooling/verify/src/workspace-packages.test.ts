import { describe, expect, it } from 'vitest';
import { importsOf, workspacePackages } from './workspace-packages.ts';

describe('importsOf', () => {
  it('sees every way to import', () => {
    const text = `
      import a from 'a';
      import type { B } from 'b';
      export { c } from 'c';
      const d = await import('d');
      type E = import('e').E;
      import 'f';`;
    expect(importsOf(text).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('workspacePackages', () => {
  it('tells what a package is, declares and imports', () => {
    const workflows = workspacePackages().find((one) => one.name === '@org/media-workflows');
    expect(workflows).toMatchObject({ folder: 'packages/media-workflows', tags: ['workflows'] });
    expect(workflows?.runtimeDependencies).toContain('@org/media-contracts');
    expect(workflows?.imports).toEqual(
      expect.arrayContaining(['@org/media-contracts', '@temporalio/workflow']),
    );
    expect(workflows?.sources).toEqual(
      expect.arrayContaining(['src/index.ts', 'src/replay.test.ts', 'tsup.config.ts']),
    );
    expect(workflows?.importedFiles).not.toEqual([]);
  });
});
