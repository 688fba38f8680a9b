import { describe, expect, it } from 'vitest';
import { batchFolder } from './batch-folder.js';

describe('batchFolder', () => {
  it('names the workflow and its first run', () => {
    expect(batchFolder({ workflowId: 'films-2', runId: 'r1' })).toBe('batches/films-2/r1');
  });

  it('makes a key of any workflow id', () => {
    const folder = batchFolder({ workflowId: `../../${'é /\\'.repeat(100)}`, runId: 'r1' });
    expect(folder).toMatch(/^batches\/[A-Za-z0-9_-]{1,80}\/r1$/);
  });
});
