import { describe, expect, it } from 'vitest';
import { idempotencyKey } from './idempotency-key.js';

const at = (operationId: string, generation: number, startedAt = 1): string =>
  idempotencyKey({ operationId, generation, startedAt });

describe('idempotencyKey', () => {
  it('is the same for the same generation, whenever it began', () => {
    expect(at('wf/run/audio', 1, 5)).toBe(at('wf/run/audio', 1, 9));
  });

  it('differs between generations, between operations, and where one could be mistaken for the other', () => {
    const keys = [at('a', 1), at('a', 2), at('a1', 1), at('a', 11), at('b', 1)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is a header the service accepts, whatever the operation is called', () => {
    expect(at(`${'ü'.repeat(2_000)}\n`, 1)).toMatch(/^media-[0-9a-f]{64}$/);
  });
});
