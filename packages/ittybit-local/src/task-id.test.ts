import { describe, expect, it } from 'vitest';
import { childId, newTaskId, parentIdsOf } from './task-id.js';

describe('newTaskId', () => {
  it('makes ids that differ and sort by time', () => {
    const ids = Array.from({ length: 1000 }, () => newTaskId('jobs', 1_700_000_000_000));
    expect(new Set(ids).size).toBe(1000);
    expect(newTaskId('jobs', 1_700_000_000_001) > (ids.sort().at(-1) ?? '')).toBe(true);
  });
});

describe('parentIdsOf', () => {
  it('leads from a child back to its parent', () => {
    for (const collection of ['jobs', 'tasks'] as const) {
      const parent = newTaskId(collection, 1);
      const found = parentIdsOf(childId(parent, 2));
      expect(found?.place).toBe(2);
      expect(found?.parentIds).toContain(parent);
      expect(parentIdsOf(parent)).toBeNull();
    }
  });
});
