import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuardedFetch, isPublicAddress } from './guarded-fetch.js';

const seen: string[] = [];
let port = 0;
const server = createServer((request, response) => {
  seen.push(request.url ?? '');
  const target = /^\/to\/([\d.]+)$/.exec(request.url ?? '')?.[1];
  if (target) response.writeHead(302, { location: `http://${target}:${port}/target` }).end();
  else response.end('secret');
});

beforeAll(async () => {
  server.listen(0);
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const init = (): Parameters<ReturnType<typeof createGuardedFetch>>[1] => ({
  headers: {},
  signal: AbortSignal.timeout(20_000),
});

describe('createGuardedFetch', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'])(
    'does not connect to %s',
    async (host) => {
      const fetching = createGuardedFetch()(`http://${host}:${port}/private`, init());
      await expect(fetching).rejects.toMatchObject({ type: 'BadInput' });
      await expect(fetching).rejects.toThrow(/WORKER_ALLOW_PRIVATE_ADDRESSES/);
      expect(seen).not.toContain('/private');
    },
  );

  it('does not follow a redirect to an address that is not allowed', async () => {
    const only = createGuardedFetch((address) => address === '127.0.0.1');
    await expect(only(`http://127.0.0.1:${port}/to/127.0.0.2`, init())).rejects.toMatchObject({
      type: 'BadInput',
    });
    expect(seen).toContain('/to/127.0.0.2');
    expect(seen).not.toContain('/target');
  });

  it('reaches private addresses when the operator allows it, redirects included', async () => {
    const response = await createGuardedFetch(() => true)(`http://127.0.0.1:${port}/to/127.0.0.1`, init());
    expect(response.status).toBe(200);
    expect(seen).toContain('/target');
    await response.body?.cancel();
  });

  it('leaves other failures as they are', async () => {
    const fetching = createGuardedFetch(() => true)('http://127.0.0.1:1/', init());
    await expect(fetching).rejects.toThrow('fetch failed');
  });
});

describe('isPublicAddress', () => {
  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it.each([
    'fd00::1',
    'fe80::1',
    '::',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::ffff:10.0.0.1',
    'not an address',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
    'allows %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});
