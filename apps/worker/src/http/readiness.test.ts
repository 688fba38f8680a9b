import { describe, expect, it } from 'vitest';
import { cached, createReadinessBoard } from './readiness.js';

describe('createReadinessBoard', () => {
  it('is not ready before every wanted role runs and Temporal answers, and says which is missing', async () => {
    const board = createReadinessBoard(['workflows', 'remote']);
    expect(await board.report()).toEqual({
      ready: false,
      temporal: { ready: false, reason: 'not connected yet' },
      roles: {
        workflows: { ready: false, reason: 'starting' },
        remote: { ready: false, reason: 'starting' },
      },
    });
    board.setTemporal(async () => ({ ready: true }));
    board.setRole('workflows', () => ({ ready: true }));
    expect((await board.report()).ready).toBe(false);
    board.setRole('remote', () => ({ ready: true }));
    expect(await board.report()).toEqual({
      ready: true,
      temporal: { ready: true },
      roles: { workflows: { ready: true }, remote: { ready: true } },
    });
  });

  it('is not ready while a role has failed or Temporal does not answer', async () => {
    const board = createReadinessBoard(['check']);
    let role = { ready: true } as { ready: true } | { ready: false; reason: string };
    board.setRole('check', () => role);
    board.setTemporal(async () => ({ ready: false, reason: 'connection refused' }));
    expect(await board.report()).toMatchObject({ ready: false, roles: { check: { ready: true } } });
    board.setTemporal(async () => ({ ready: true }));
    role = { ready: false, reason: 'its Temporal Worker is FAILED' };
    expect(await board.report()).toMatchObject({ ready: false, roles: { check: role } });
  });

  it('is not ready any more once it stops', async () => {
    const board = createReadinessBoard(['check']);
    board.setRole('check', () => ({ ready: true }));
    board.setTemporal(async () => ({ ready: true }));
    board.stop();
    expect(await board.report()).toMatchObject({
      ready: false,
      roles: { check: { ready: false, reason: 'shutting down' } },
    });
  });
});

describe('cached', () => {
  it('asks again only when the answer is old', async () => {
    let asked = 0;
    const ask = async (): Promise<{ ready: true }> => {
      asked += 1;
      return { ready: true };
    };
    const long = cached(ask, 60_000);
    await Promise.all([long(), long(), long()]);
    expect(asked).toBe(1);
    const never = cached(ask, 0);
    await never();
    await never();
    expect(asked).toBe(3);
  });
});
