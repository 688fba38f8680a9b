import { describe, expect, it } from 'vitest';
import { batchStatusOf } from '../testing/batch-samples.js';
import { progressOf } from './progress.js';

describe('progressOf', () => {
  it('counts neither invalid lines nor repetitions as items', () => {
    expect(progressOf(batchStatusOf().counts)).toMatchObject({ done: 60, items: 94 });
  });
  it('is through when there is nothing to do', () => {
    const counts = { total: 0, succeeded: 0, failed: 0, invalid: 0, repeated: 0, notStarted: 0 };
    expect(progressOf(batchStatusOf({ counts }).counts).share).toBe(1);
  });
});
