import { describe, expect, it } from 'vitest';
import { activityIdOf, fnv1a64, operationId } from './operation.js';

const LINEAGE = { workflowId: 'films/1', runId: 'run-1' };

describe('operationId', () => {
  it('names the first workflow, its first run and the stage', () => {
    expect(operationId(LINEAGE, 'audio')).toBe('films/1/run-1/audio');
  });
});

describe('activityIdOf', () => {
  const operation = { operationId: operationId(LINEAGE, 'audio'), generation: 2, startedAt: 1 };

  it('is short whatever the workflow id is', () => {
    const long = { ...operation, operationId: 'x'.repeat(1_000) };
    expect(activityIdOf(long)).toMatch(/^g2-[0-9a-f]{16}$/);
  });

  it('is the same for the same generation, whenever it was scheduled', () => {
    expect(activityIdOf({ ...operation, startedAt: 2 })).toBe(activityIdOf(operation));
  });

  it('differs between generations and between operations', () => {
    const others = [
      { ...operation, generation: 3 },
      { ...operation, operationId: operationId(LINEAGE, 'transcode') },
      { ...operation, operationId: operationId({ ...LINEAGE, runId: 'run-2' }, 'audio') },
    ];
    expect(new Set([operation, ...others].map(activityIdOf)).size).toBe(4);
  });

  it('stays what it is: running workflows and remote metadata name it', () => {
    expect(activityIdOf({ operationId: 'films/1/run-1/audio', generation: 1, startedAt: 0 })).toBe(
      'g1-905a44bb05abdbb5',
    );
  });
});

describe('fnv1a64', () => {
  // The published test vectors of FNV-1a.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('hashes %o to %s', (text, hash) => {
    expect(fnv1a64(text)).toBe(hash);
  });
});
