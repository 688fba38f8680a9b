import { describe, expect, it } from 'vitest';
import { parseSimulationSpec } from './simulation-spec.js';

describe('parseSimulationSpec', () => {
  it.each([
    ['instant', { duration: { distribution: 'instant' } }],
    ['constant:2000', { duration: { distribution: 'constant', ms: 2000 } }],
    ['uniform:1:3', { duration: { distribution: 'uniform', minMs: 1, maxMs: 3 } }],
    ['lognormal:60000', { duration: { distribution: 'logNormal', meanMs: 60_000, sigma: 0.5 } }],
    [
      'constant:5,failures=0.1,permanent=0.2,queue=3,scale=10',
      {
        duration: { distribution: 'constant', ms: 5 },
        failureShare: 0.1,
        permanentFailureShare: 0.2,
        queueMs: 3,
        timeScale: 10,
      },
    ],
    [
      '{"duration":{"distribution":"instant"},"queueMs":1}',
      { duration: { distribution: 'instant' }, queueMs: 1 },
    ],
  ])('reads %s', (text, simulation) => {
    expect(parseSimulationSpec(text)).toEqual(simulation);
  });

  it.each([
    ['fast', /"fast" is not a distribution/],
    ['constant:soon', /not valid/],
    ['uniform:3:1', /maxMs must not be below minMs/],
    ['instant,speed=2', /"speed" is not a setting/],
    ['instant,failures=2', /failureShare/],
    ['{', /not valid JSON/],
  ])('refuses %s', (text, message) => {
    expect(() => parseSimulationSpec(text)).toThrow(message);
  });
});
