import { describe, expect, it } from 'vitest';
import { checkedPipeline } from './checked-pipeline.js';

const pipeline = {
  workflowId: 'p',
  runId: 'r',
  lineage: { workflowId: 'p', runId: 'r' },
  outputs: {},
  stages: {},
};

describe('checkedPipeline', () => {
  it.each([
    { outcome: 'succeeded', pipeline },
    { outcome: 'failed', pipeline, error: { type: 'BadInput', message: 'no' } },
  ])('takes %j', (value) => {
    expect(checkedPipeline(value)).toBe(value);
  });
  it.each([
    [undefined, 'undefined'],
    ['done', 'undefined'],
    [{ outcome: 'lost', pipeline }, 'lost'],
    [{ outcome: 'notFound', pipeline }, 'notFound'],
    [{ outcome: 'succeeded', pipeline: null }, 'names no pipeline'],
    [{ outcome: 'failed', pipeline, error: null }, 'no message'],
  ])('refuses %j', (value, reason) => {
    expect(() => checkedPipeline(value)).toThrow(reason);
  });
});
