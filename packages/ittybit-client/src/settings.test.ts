import { describe, expect, it } from 'vitest';
import type { IttybitClientOptions } from './client-options.js';
import { isIttybitError } from './ittybit-error.js';
import { resolveSettings } from './settings.js';

const apiKey = 'ittybit_live_secret';

describe('resolveSettings', () => {
  it('has the documented defaults', () => {
    expect(resolveSettings({ apiKey })).toMatchObject({
      pipelinePath: 'jobs',
      requestTimeoutMs: 30_000,
      totalTimeoutMs: 120_000,
      maxResponseBytes: 8_388_608,
      retry: { attempts: 3, initialDelayMs: 500, maxDelayMs: 30_000 },
    });
    expect(resolveSettings({ apiKey }).baseUrl.href).toBe('https://api.ittybit.com/');
    expect(resolveSettings({ apiKey, retry: { attempts: 1 } }).retry).toEqual({
      attempts: 1,
      initialDelayMs: 500,
      maxDelayMs: 30_000,
    });
  });

  it.each(['', 'with space', 'with\nnewline', 'kéy', undefined])(
    'refuses the key %j without repeating it',
    (key) => {
      const make = (): unknown => resolveSettings({ apiKey: key as string });
      expect(make).toThrow(expect.objectContaining({ decision: 'accountBlocked', operation: 'configure' }));
      if (key) expect(make).not.toThrow(key);
    },
  );

  it.each<[Partial<IttybitClientOptions>, string]>([
    [{ api: 'runs' as 'jobs' }, 'api: must be one of jobs, tasks'],
    [{ requestTimeoutMs: 0 }, 'requestTimeoutMs'],
    [{ requestTimeoutMs: Infinity }, 'requestTimeoutMs'],
    [{ requestTimeoutMs: 2 ** 31 }, 'requestTimeoutMs'],
    [{ totalTimeoutMs: -1 }, 'totalTimeoutMs'],
    [{ maxResponseBytes: 1.5 }, 'maxResponseBytes'],
    [{ retry: { attempts: 0 } }, 'retry.attempts'],
    [{ headers: { Authorization: 'x' } }, 'Authorization'],
    [{ headers: { 'Idempotency-Key': 'x' } }, 'Idempotency-Key'],
    [{ headers: { 'x-a': 'a\nb' } }, '"x-a"'],
    [{ headers: { 'x a': 'b' } }, '"x a"'],
  ])('refuses %j and names the option', (options, name) => {
    const make = (): unknown => resolveSettings({ apiKey, ...options });
    expect(make).toThrow(expect.objectContaining({ decision: 'badInput', operation: 'configure' }));
    try {
      make();
    } catch (error) {
      expect(isIttybitError(error) && error.message).toContain(name);
    }
  });
});
