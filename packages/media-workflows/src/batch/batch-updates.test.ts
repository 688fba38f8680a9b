import type { Concurrency } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import type { BatchTerms } from './batch-terms.js';
import { cancelProblem, concurrencyProblem, pauseProblem, spendCapProblem } from './batch-updates.js';

describe('pauseProblem', () => {
  it('takes a reason, or none', () => {
    expect(pauseProblem({})).toBeUndefined();
    expect(pauseProblem({ reason: 'lunch' })).toBeUndefined();
  });
  it.each([[undefined], [null], [{ reason: 7 }], [{ reason: 'x'.repeat(501) }]])('refuses %j', (asked) => {
    expect(pauseProblem(asked)).toEqual(expect.any(String));
  });
});

describe('cancelProblem', () => {
  it('takes a plain yes or no about what is in flight', () => {
    expect(cancelProblem({ wait: true })).toBeUndefined();
    expect(cancelProblem({ wait: false, reason: 'enough' })).toBeUndefined();
  });
  it.each([[undefined], [null], [{}], [{ wait: 'no' }], [{ wait: true, reason: null }]])(
    'refuses %j',
    (asked) => {
      expect(cancelProblem(asked)).toEqual(expect.any(String));
    },
  );
});

describe('concurrencyProblem', () => {
  it('takes lanes for all and for single kinds', () => {
    expect(concurrencyProblem({ total: 500, perKind: { video: 1 } })).toBeUndefined();
  });
  it.each([
    [{ total: 0 }],
    [{ total: 501 }],
    [{ total: 1.5 }],
    [{ total: 5, perKind: { video: 0 } }],
    [{ total: 5, perKind: { film: 1 } }],
  ])('refuses %j', (concurrency: object) => {
    expect(concurrencyProblem(concurrency as Concurrency)).toEqual(expect.any(String));
  });
});

describe('spendCapProblem', () => {
  const priced = { spend: { prices: {} } } as unknown as BatchTerms;
  it('takes a sum, or none', () => {
    expect(spendCapProblem(priced, 0)).toBeUndefined();
    expect(spendCapProblem(priced, null)).toBeUndefined();
  });
  it('refuses what is no sum, and any without prices', () => {
    expect(spendCapProblem(priced, -1)).toContain('cap');
    expect(spendCapProblem(priced, NaN)).toContain('cap');
    expect(spendCapProblem({ spend: undefined } as BatchTerms, 5)).toContain('prices');
  });
});
