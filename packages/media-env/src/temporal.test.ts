import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment, type Environment } from './read-environment.js';
import { temporalShape, temporalTarget, type TemporalTarget } from './temporal.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-env-'));
  for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), name);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function targetOf(environment: Environment): TemporalTarget {
  return temporalTarget(readEnvironment(z.object(temporalShape), environment));
}

describe('temporalTarget', () => {
  it('is a server on this machine by default, and leaves TLS to the SDK', () => {
    expect(targetOf({})).toEqual({ address: 'localhost:7233' });
    expect(targetOf({ TEMPORAL_API_KEY: 'k' })).toEqual({ address: 'localhost:7233', apiKey: 'k' });
    expect(targetOf({ TEMPORAL_TLS: 'true' })).toMatchObject({ tls: true });
  });

  it('reads the certificates of mutual TLS', () => {
    const target = targetOf({
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'cert.pem'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'key.pem'),
    });
    expect(target.tls).toEqual({
      serverNameOverride: 'temporal.internal',
      serverRootCACertificate: Buffer.from('ca'),
      clientCertPair: { crt: Buffer.from('cert'), key: Buffer.from('key') },
    });
  });

  it('says which file cannot be read', () => {
    expect(() => targetOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'none.pem') })).toThrow(
      /TEMPORAL_TLS_SERVER_CA_CERT_PATH names a file that cannot be read \(ENOENT\)/,
    );
  });

  it('refuses a certificate without its key, and an address with a scheme', () => {
    expect(() => targetOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: 'c.pem' })).toThrow(
      'TEMPORAL_TLS_CLIENT_KEY_PATH belongs together with TEMPORAL_TLS_CLIENT_CERT_PATH',
    );
    expect(() => targetOf({ TEMPORAL_ADDRESS: 'http://temporal:7233' })).toThrow(
      'TEMPORAL_ADDRESS must be host:port',
    );
  });
});
