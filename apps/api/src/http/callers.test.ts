import type { ApiKey, Tenant } from '@org/media-catalog';
import { describe, expect, it } from 'vitest';
import { newKey } from '../keys/api-key.js';
import { createCallers } from './callers.js';

const TENANT: Tenant = { id: 'acme', name: 'Acme', createdAt: 0 };

/** One key, and a catalog that counts the questions. */
function bench() {
  const { key: token, id, prefix } = newKey();
  const world = { now: 0, asked: 0, revokedAt: undefined as number | undefined, away: false };
  const catalog = {
    keys: {
      find: async () => {
        world.asked++;
        if (world.away) throw new Error('away');
        const { revokedAt } = world;
        const row = { id, tenantId: 'acme', name: 'n', prefix, limits: {}, createdAt: 0 };
        return { ...row, ...(revokedAt !== undefined && { revokedAt }) } as ApiKey;
      },
    },
    tenants: { get: async () => TENANT },
  };
  const callers = createCallers({ catalog: catalog as never, now: () => world.now });
  const at = async (ms: number) => {
    world.now = ms;
    const found = await callers.find(token);
    // What is looked up in the background ends.
    await new Promise((resolve) => setImmediate(resolve));
    return found?.tenant.id;
  };
  return { world, at, callers };
}

describe('createCallers', () => {
  it('asks once for requests that come together, and again in the background while they go on', async () => {
    const { world, at } = bench();
    expect([await at(0), await at(499)]).toEqual(['acme', 'acme']);
    expect(world.asked).toBe(1);
    expect([await at(600), await at(1_099), await at(1_200)]).toEqual(['acme', 'acme', 'acme']);
    expect(world.asked).toBe(3);
  });

  it('refuses a key that was revoked a second ago at the latest', async () => {
    const { world, at } = bench();
    expect(await at(0)).toBe('acme');
    world.revokedAt = 1;
    expect(await at(400)).toBe('acme');
    expect(await at(1_000)).toBeUndefined();
    expect(await at(1_001)).toBeUndefined();
  });

  it('finds out in the background that a key was revoked', async () => {
    const { world, at } = bench();
    await at(0);
    world.revokedAt = 1;
    expect([await at(500), await at(501)]).toEqual(['acme', undefined]);
  });

  it('goes on for a second while the catalog is away, and then says so', async () => {
    const { world, at } = bench();
    await at(0);
    world.away = true;
    expect([await at(600), await at(999)]).toEqual(['acme', 'acme']);
    await expect(at(1_000)).rejects.toThrow('away');
  });

  it('asks nobody about what is no key', async () => {
    const { world, callers } = bench();
    expect(await callers.find('guess')).toBeUndefined();
    expect(world.asked).toBe(0);
  });
});
