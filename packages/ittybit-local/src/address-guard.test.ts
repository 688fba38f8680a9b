import { describe, expect, it } from 'vitest';
import {
  AddressRefusedError,
  checkLiteralHost,
  guardedLookup,
  isPrivateAddress,
  isPrivateHost,
} from './address-guard.js';

describe('isPrivateAddress', () => {
  it.each([
    ...[
      '127.0.0.1',
      '127.255.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
    ],
    ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', 'ff02::1', 'not an address'],
  ])('refuses %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '169.253.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'lets %s pass',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});

describe('isPrivateHost', () => {
  it.each(['localhost', 'LOCALHOST.', 'a.localhost', '[::1]', '10.0.0.1'])('refuses %s', (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  it('leaves other names to the connection', () => {
    expect(isPrivateHost('media.example')).toBe(false);
  });
});

describe('guardedLookup', () => {
  const lookup = (allowed: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      guardedLookup(() => allowed)('localhost', { all: true }, (error, addresses) => {
        resolve(error ?? addresses);
      });
    });

  it('fails when a name leads to an address that is not allowed', async () => {
    expect(await lookup(false)).toBeInstanceOf(AddressRefusedError);
  });

  it('gives the addresses that are allowed', async () => {
    expect(await lookup(true)).toContainEqual({
      address: expect.any(String) as string,
      family: expect.any(Number) as number,
    });
  });
});

describe('checkLiteralHost', () => {
  it('refuses an address in the URL itself, which no lookup sees', () => {
    const refuse = (): boolean => false;
    expect(() => {
      checkLiteralHost('[::1]', refuse);
    }).toThrow(AddressRefusedError);
    expect(() => {
      checkLiteralHost('10.0.0.1', refuse);
    }).toThrow(AddressRefusedError);
    expect(() => {
      checkLiteralHost('media.example', refuse);
    }).not.toThrow();
  });
});
