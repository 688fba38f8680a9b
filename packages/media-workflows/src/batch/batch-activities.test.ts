import { describe, expect, it } from 'vitest';
import { pipelineIdOf } from './batch-activities.js';
import { batchTerms } from './batch-terms.js';

const FILMS = { workflowId: 'films', runId: 'r1' };
const REDRIVE = {
  of: FILMS,
  lineage: FILMS,
  planFolder: 'batches/films/r1/plan-1',
  unflushed: [],
  only: ['failed' as const],
};
const ITEM = { index: 7, line: 8, ordinal: 7, url: 'https://in.test/7.mp4', kind: 'pipeline' as const };
const WORK = {
  planned: ITEM,
  operation: { operationId: 'films/r1/7', generation: 1, startedAt: 0 },
  deadlineAt: 1,
  remoteId: undefined,
};

describe('pipelineIdOf', () => {
  it('is in a redrive what it was in the first batch: a pipeline that still runs is joined', () => {
    const first = batchTerms({ list: { key: 'lists/films' } }, FILMS, 'q');
    const again = batchTerms({ redrive: REDRIVE }, { workflowId: 'films-redrive-1', runId: 'r2' }, 'q');
    const id = pipelineIdOf(first, WORK);
    expect(id).toMatch(/^films-item-7-g1-/);
    expect(pipelineIdOf(again, { ...WORK, planned: { ...ITEM, index: 0, origin: 7 } })).toBe(id);
  });

  it('is another in the next generation', () => {
    const terms = batchTerms({ list: { key: 'lists/films' } }, FILMS, 'q');
    const next = { ...WORK, operation: { ...WORK.operation, generation: 2 } };
    expect(pipelineIdOf(terms, next)).not.toBe(pipelineIdOf(terms, WORK));
  });
});
