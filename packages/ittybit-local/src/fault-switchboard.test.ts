import { describe, expect, it } from 'vitest';
import { createFaultSwitchboard } from './fault-switchboard.js';
import { seededRandom } from './random.js';
import type { FaultRule } from './schema/fault-schema.js';

const board = (...rules: FaultRule[]) => createFaultSwitchboard({ rules }, seededRandom(1));

describe('createFaultSwitchboard', () => {
  it('applies a rule as often as it says', () => {
    const faults = board({ fault: 'html', count: 2 });
    expect([1, 2, 3].map(() => faults.take('html', {}) !== null)).toEqual([true, true, false]);
    expect(faults.get()).toEqual([{ rule: { fault: 'html', count: 2 }, applied: 2 }]);
  });

  it('applies a rule only where its filters match', () => {
    const faults = board({ fault: 'stuck', taskKind: 'audio', inputIncludes: 'a.mp4', route: 'create' });
    const target = { route: 'create', taskKind: 'audio', inputUrl: 'https://x/a.mp4' };
    expect(faults.take('stuck', { ...target, taskKind: 'video' })).toBeNull();
    expect(faults.take('stuck', { ...target, inputUrl: undefined })).toBeNull();
    expect(faults.take('stuck', { ...target, route: 'get' })).toBeNull();
    expect(faults.take('stuck', target)).not.toBeNull();
  });

  it('takes the next rule when the first is used up', () => {
    const faults = board({ fault: 'latency', ms: 1, count: 1 }, { fault: 'latency', ms: 2 });
    expect([1, 2, 3].map(() => faults.take('latency', {})?.ms)).toEqual([1, 2, 2]);
  });

  it('applies a rule with its probability, the same for the same seed', () => {
    const draw = (): boolean[] => {
      const faults = board({ fault: 'html', probability: 0.25 });
      return Array.from({ length: 2000 }, () => faults.take('html', {}) !== null);
    };
    const draws = draw();
    expect(draws).toEqual(draw());
    expect(draws.filter(Boolean).length / draws.length).toBeCloseTo(0.25, 1);
  });

  it('can be set, added to and reset while it runs', () => {
    const faults = board();
    faults.add({ fault: 'html' });
    expect(faults.take('html', {})).not.toBeNull();
    faults.set({ rules: [{ fault: 'stuck' }] });
    expect(faults.take('html', {})).toBeNull();
    faults.reset();
    expect(faults.get()).toEqual([]);
    expect(() => {
      faults.set({ rules: [{ fault: 'latency' } as FaultRule] });
    }).toThrow();
  });
});
