import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

describe('probeAccount', () => {
  it('says that a working account works, by one list', async () => {
    const { clock, service, activities, attempt } = createAttemptBench();
    const probe = await clock.runUntil(attempt().run(() => activities.probeAccount({ account: 'default' })));
    expect(probe).toEqual({ ok: true });
    expect(service.calls).toEqual({ create: 0, get: 0, list: 1 });
  });

  it('gives the reason of a blocked account', async () => {
    const { clock, service, activities, attempt } = createAttemptBench();
    service.fail('list', ittybitError('accountBlocked', { message: '402: pay first' }));
    const probe = await clock.runUntil(attempt().run(() => activities.probeAccount({ account: 'default' })));
    expect(probe).toEqual({ ok: false, reason: 'account "default": 402: pay first' });
  });

  it('names the setting of an account without a key', async () => {
    const { clock, activities, attempt } = createAttemptBench();
    const probe = await clock.runUntil(attempt().run(() => activities.probeAccount({ account: 'acme' })));
    expect(probe).toMatchObject({ ok: false });
    expect(JSON.stringify(probe)).toContain('ITTYBIT_API_KEY_ACME');
  });

  it('does not take a refused list for a blocked account', async () => {
    const { clock, service, activities, attempt } = createAttemptBench();
    service.fail('list', ittybitError('badInput'));
    const probe = await clock.runUntil(attempt().run(() => activities.probeAccount({ account: 'default' })));
    expect(probe).toEqual({ ok: true });
  });

  it('throws when the service cannot be reached: that says nothing of the account', async () => {
    const { clock, service, activities, attempt } = createAttemptBench();
    service.fail('list', ittybitError('transient'));
    const failure = await clock.runUntil(
      rejectionOf(attempt().run(() => activities.probeAccount({ account: 'default' }))),
    );
    expect(failure).toMatchObject({ type: 'Transient' });
  });
});
