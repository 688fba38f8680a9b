import { describe, expect, it } from 'vitest';
import { EnvError, accountKeyName, parseEnv } from './env.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseEnv(environment);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseEnv', () => {
  it('needs nothing: every setting has a default', () => {
    expect(parseEnv({})).toMatchObject({
      TEMPORAL_ADDRESS: 'localhost:7233',
      TEMPORAL_NAMESPACE: 'default',
      TASK_QUEUE: 'media-pipeline',
      WORKER_ROLES: ['workflows', 'remote', 'check'],
      WORKER_BATCH_SLOTS: 4,
      WORKER_REMOTE_SLOTS: 200,
      WORKER_SHUTDOWN_GRACE_SECONDS: 20,
      WORKER_SHUTDOWN_FORCE_SECONDS: 30,
      WORKER_HTTP_HOST: '127.0.0.1',
      WORKER_HTTP_PORT: 9465,
      WORKER_ALLOW_PRIVATE_ADDRESSES: false,
      ITTYBIT_API: 'jobs',
      LOG_LEVEL: 'info',
    });
  });

  it('takes an empty value for one that is not set', () => {
    const env = parseEnv({ TEMPORAL_NAMESPACE: '', ITTYBIT_API_KEY: '', WORKER_REMOTE_SLOTS: '' });
    expect(env.TEMPORAL_NAMESPACE).toBe('default');
    expect(env.accountKeys.size).toBe(0);
  });

  it('reads payload keys, and never shows one', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(parseEnv({ PAYLOAD_KEYS: `a:${key}` }).PAYLOAD_KEYS?.encrypting?.id).toBe('a');
    expect(parseEnv({ PAYLOAD_KEYS: '' }).PAYLOAD_KEYS).toBeUndefined();
    const problems = problemsOf({ PAYLOAD_KEYS: key });
    expect(problems).toEqual([expect.stringMatching(/^PAYLOAD_KEYS has no id in entry 1: write id:key/)]);
    expect(problems.join()).not.toContain(key.slice(0, 10));
  });

  it('lists every problem at once, with what to set', () => {
    const problems = problemsOf({
      TEMPORAL_ADDRESS: 'http://temporal:7233',
      WORKER_ROLES: 'remote,drm,encode',
      WORKER_REMOTE_SLOTS: '0',
      WORKER_HTTP_PORT: '70000',
      WORKER_ALLOW_PRIVATE_ADDRESSES: 'maybe',
      ITTYBIT_API: 'v2',
      LOG_LEVEL: 'loud',
    });
    expect(problems).toHaveLength(7);
    expect(problems).toContain(
      'WORKER_ROLES has unknown roles (drm, encode): list one or more of workflows, remote, check, batch, callbacks',
    );
    expect(problems.join('\n')).toMatch(/TEMPORAL_ADDRESS must be host:port/);
    expect(problems.join('\n')).toMatch(/WORKER_REMOTE_SLOTS must be from 1 to 10000/);
  });

  it('reads roles in the order of the house, whatever theirs is', () => {
    expect(parseEnv({ WORKER_ROLES: ' check , workflows' }).WORKER_ROLES).toEqual(['workflows', 'check']);
  });

  it('leaves roles out of the default that lack a setting, and keeps them when they are asked for', () => {
    expect(parseEnv({})).toMatchObject({ leftOutRoles: ['batch', 'callbacks'] });
    expect(parseEnv({ STORE_DIR: '/srv/store' })).toMatchObject({
      WORKER_ROLES: ['workflows', 'remote', 'check', 'batch'],
      leftOutRoles: ['callbacks'],
    });
    const catalog = {
      DATABASE_URL: 'postgres://media@localhost/media',
      CALLBACK_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    };
    expect(parseEnv(catalog)).toMatchObject({ leftOutRoles: ['batch'] });
    const { DATABASE_URL } = catalog;
    expect(parseEnv({ DATABASE_URL })).toMatchObject({ leftOutRoles: ['batch', 'callbacks'] });
    expect(parseEnv({ WORKER_ROLES: 'batch' })).toMatchObject({ WORKER_ROLES: ['batch'], leftOutRoles: [] });
  });

  it('finds the key of each named account', () => {
    const env = parseEnv({ ITTYBIT_API_KEY: 'key-a', ITTYBIT_API_KEY_ACME_EU: 'key-b' });
    expect([...env.accountKeys]).toEqual([
      ['default', 'key-a'],
      ['acme-eu', 'key-b'],
    ]);
  });

  it('takes several keys that seal secrets, and none that is too short', () => {
    const [fresh, old] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
    const keys = `${fresh},${old}`;
    expect(parseEnv({ CALLBACK_SECRET_KEY: keys }).CALLBACK_SECRET_KEY).toBe(keys);
    expect(problemsOf({ CALLBACK_SECRET_KEY: `${fresh},c2hvcnQ=` })).toEqual([
      expect.stringContaining('CALLBACK_SECRET_KEY must have 32 bytes in base64'),
    ]);
  });

  it('never shows a secret, also one that it refuses', () => {
    const secret = 'top secret';
    const problems = problemsOf({
      ITTYBIT_API_KEY: secret,
      ITTYBIT_API_KEY_ACME: secret,
      TEMPORAL_API_KEY: secret,
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('top');
  });

  it('refuses a key under a name that no account can have', () => {
    expect(problemsOf({ ITTYBIT_API_KEY_: 'k' })).toEqual([
      expect.stringContaining('ITTYBIT_API_KEY_ names no account'),
    ]);
    expect(problemsOf({ ITTYBIT_API_KEY_DEFAULT: 'k' })).toEqual([
      'ITTYBIT_API_KEY_DEFAULT should be ITTYBIT_API_KEY',
    ]);
    expect(problemsOf({ ITTYBIT_API_KEY_acme: 'k' })).toEqual([
      'ITTYBIT_API_KEY_acme should be ITTYBIT_API_KEY_ACME',
    ]);
  });

  it('refuses settings that contradict each other', () => {
    expect(problemsOf({ WORKER_SHUTDOWN_GRACE_SECONDS: '30', WORKER_SHUTDOWN_FORCE_SECONDS: '30' })).toEqual([
      'WORKER_SHUTDOWN_FORCE_SECONDS must be greater than WORKER_SHUTDOWN_GRACE_SECONDS',
    ]);
    expect(problemsOf({ WORKER_BUILD_ID: 'abc' })).toHaveLength(1);
    expect(problemsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: 'c.pem' })).toHaveLength(1);
  });

  it('sends a key in the clear only to this machine, or where the operator allows it', () => {
    const remote = { ITTYBIT_BASE_URL: 'http://ittybit.internal:7700' };
    expect(problemsOf(remote)).toEqual([expect.stringContaining('would send the API key in the clear')]);
    expect(problemsOf({ ...remote, WORKER_ALLOW_PRIVATE_ADDRESSES: 'true' })).toEqual([]);
    expect(problemsOf({ ITTYBIT_BASE_URL: 'http://127.0.0.1:7700' })).toEqual([]);
    expect(problemsOf({ ITTYBIT_BASE_URL: 'http://127.0.0.1.example.com' })).toHaveLength(1);
  });

  it('reads the places whose sources are presigned, and none that overlaps the store', () => {
    expect(parseEnv({ S3_SOURCES: 's3://films, s3://shared/in' }).S3_SOURCES).toEqual([
      { bucket: 'films', key: '' },
      { bucket: 'shared', key: 'in' },
    ]);
    expect(problemsOf({ S3_SOURCES: 'films' })).toEqual([
      expect.stringContaining('S3_SOURCES must be s3://'),
    ]);
    for (const store of ['s3://shared', 's3://shared/in', 's3://shared/in/batches']) {
      expect(problemsOf({ S3_SOURCES: 's3://shared/in', STORE_URL: store })).toEqual([
        expect.stringContaining('S3_SOURCES would let anybody read what STORE_URL keeps'),
      ]);
    }
    expect(problemsOf({ S3_SOURCES: 's3://shared/in', STORE_URL: 's3://shared/store' })).toEqual([]);
  });

  it('lets the port be any free one, or off', () => {
    expect(parseEnv({ WORKER_HTTP_PORT: '0' }).WORKER_HTTP_PORT).toBe(0);
    expect(parseEnv({ WORKER_HTTP_PORT: 'off' }).WORKER_HTTP_PORT).toBe('off');
  });
});

describe('accountKeyName', () => {
  it('is the way back', () => {
    expect([accountKeyName('default'), accountKeyName('acme-eu')]).toEqual([
      'ITTYBIT_API_KEY',
      'ITTYBIT_API_KEY_ACME_EU',
    ]);
  });
});
