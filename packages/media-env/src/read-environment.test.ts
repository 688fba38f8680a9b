import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { databaseUrl } from './database.js';
import { payloadKeys, sealingKeys } from './keys.js';
import { EnvError, readEnvironment } from './read-environment.js';
import { boolean, httpUrl, integer, logLevel, secret } from './values.js';

const Schema = z.object({
  FLAG: boolean.default(false),
  COUNT: integer(1, 10).default(3),
  TOKEN: secret.optional(),
  URL: httpUrl.optional(),
  LOG_LEVEL: logLevel,
  DATABASE_URL: databaseUrl.optional(),
  PAYLOAD_KEYS: payloadKeys.optional(),
  CALLBACK_SECRET_KEY: sealingKeys.optional(),
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment(Schema, environment);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  it('takes an empty value for one that is not set', () => {
    const env = readEnvironment(Schema, { FLAG: '', COUNT: '', ITTYBIT_API_KEY: '', PAYLOAD_KEYS: '' });
    expect(env).toEqual({ FLAG: false, COUNT: 3, LOG_LEVEL: 'info', accountKeys: new Map() });
  });

  it('reads values as what they are', () => {
    const env = readEnvironment(Schema, { FLAG: '1', COUNT: '10', LOG_LEVEL: 'warn', OTHER: 'is ignored' });
    expect(env).toEqual({ FLAG: true, COUNT: 10, LOG_LEVEL: 'warn', accountKeys: new Map() });
  });

  it('lists every problem at once, with what to set', () => {
    const wrong = {
      FLAG: 'maybe',
      COUNT: '11',
      URL: 'ftp://host',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://host',
    };
    expect(problemsOf({ ...wrong, ITTYBIT_API_KEY_: 'k' })).toEqual([
      'FLAG must be true or false',
      'COUNT must be from 1 to 10',
      'URL must be an http or https URL',
      'LOG_LEVEL must be one of trace, debug, info, warn, error',
      'DATABASE_URL must begin with postgres://',
      'ITTYBIT_API_KEY_ names no account: end it in A to Z, 0 to 9 and _',
    ]);
  });

  it('never shows a secret, also one that it refuses', () => {
    const value = 'top secret';
    const names = ['TOKEN', 'ITTYBIT_API_KEY', 'ITTYBIT_API_KEY_ACME', 'PAYLOAD_KEYS', 'CALLBACK_SECRET_KEY'];
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, value])));
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('top');
  });

  it('reads payload keys', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const env = readEnvironment(Schema, { PAYLOAD_KEYS: `a:${key}` });
    expect(env.PAYLOAD_KEYS?.encrypting?.id).toBe('a');
    expect(problemsOf({ PAYLOAD_KEYS: key })).toEqual([
      expect.stringMatching(/^PAYLOAD_KEYS has no id in entry 1: write id:key/),
    ]);
  });

  it('takes several keys that seal secrets, and none that is too short', () => {
    const [fresh, old] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
    const keys = `${fresh},${old}`;
    expect(readEnvironment(Schema, { CALLBACK_SECRET_KEY: keys }).CALLBACK_SECRET_KEY).toBe(keys);
    expect(problemsOf({ CALLBACK_SECRET_KEY: `${fresh},c2hvcnQ=` })).toEqual([
      expect.stringContaining('CALLBACK_SECRET_KEY must have 32 bytes in base64'),
    ]);
  });
});
