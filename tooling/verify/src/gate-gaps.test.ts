import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateGaps } from './gate-gaps.ts';
import { root } from './run-script.ts';
import { workspacePackages, type WorkspacePackage } from './workspace-packages.ts';

const packages = workspacePackages();
const turbo = JSON.parse(readFileSync(resolve(root, 'turbo.json'), 'utf8')) as {
  boundaries: { tags: Record<string, unknown> };
};
const tags = Object.keys(turbo.boundaries.tags);

function workflowsWith(changed: Partial<WorkspacePackage>): WorkspacePackage {
  const found = packages.find((one) => one.name === '@org/media-workflows');
  if (found === undefined) throw new Error('The workspace has no media-workflows.');
  return { ...found, ...changed };
}

describe('gateGaps', () => {
  it('finds none in this workspace', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.flatMap((one) => gateGaps(one, tags))).toEqual([]);
  });

  it.each([[[]], [['nope']], [['workflows', 'app']]])('does not take the tags %j', (wrong) => {
    expect(gateGaps(workflowsWith({ tags: wrong }), tags)).toEqual([expect.stringContaining('turbo.json')]);
  });

  it.each(['lint', 'typecheck', 'build', 'check:exports'])('misses the script "%s"', (script) => {
    const { scripts } = workflowsWith({});
    expect(gateGaps(workflowsWith({ scripts: { ...scripts, [script]: 'true' } }), tags)).toEqual([
      expect.stringContaining(`"${script}"`),
    ]);
  });

  it('misses the pass of the compiler for the sandbox', () => {
    const { scripts } = workflowsWith({});
    expect(
      gateGaps(workflowsWith({ scripts: { ...scripts, typecheck: 'tsc --noEmit' } }), tags),
    ).toHaveLength(1);
  });

  it.each(['test/run.test.ts', 'src/run.spec.ts', 'src/run.test.js'])('says that %s never runs', (source) => {
    expect(gateGaps(workflowsWith({ sources: [source, 'src/index.ts'] }), tags)).toEqual([
      expect.stringContaining(source),
    ]);
  });
});
