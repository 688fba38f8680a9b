import { SHA256 } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { sameBatch } from './same-batch.js';

const other = 'cd'.repeat(32);
const existing = { workflowId: 'films', runId: 'r', state: 'running', listSha256: SHA256 } as const;

describe('sameBatch', () => {
  it('is the same with the same list, and says how to look at it', () => {
    const { same, message } = sameBatch(existing, SHA256);
    expect(same).toBe(true);
    expect(message).toContain('batch-runner status films');
  });
  it('advises a redrive of one that ended badly', () => {
    expect(sameBatch({ ...existing, state: 'terminated' }, SHA256).message).toContain(
      'batch-runner redrive films',
    );
  });
  it('is another with an edited list, and names both digests', () => {
    const { same, message } = sameBatch(existing, other);
    expect(same).toBe(false);
    expect(message).toContain(SHA256);
    expect(message).toContain(other);
  });
  it('is not taken for the same when a digest is not known', () => {
    expect(sameBatch(existing, undefined).same).toBe(false);
    expect(sameBatch({ workflowId: 'films', runId: 'r', state: 'running' }, SHA256).same).toBe(false);
  });
});
