import { describe, expect, it } from 'vitest';
import { createRunMemory } from './run-memory.js';

describe('createRunMemory', () => {
  it('remembers what is open, and of what ended so much', () => {
    const memory = createRunMemory(2);
    for (const run of ['a', 'b', 'c', 'd']) memory.add(run);
    for (const run of ['a', 'b', 'c']) memory.end(run);
    expect(['a', 'b', 'c', 'd', 'e'].filter((run) => memory.has(run))).toEqual(['b', 'c', 'd']);
  });
});
