import { describe, expect, it } from 'vitest';
import { EnvError } from '@org/media-env';
import { parseEnv } from './env.js';

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
