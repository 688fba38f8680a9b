import { describe, expect, it } from 'vitest';
import { accountKeyName, parseEnv } from './env.js';

describe('parseEnv', () => {
  it('has a default for everything, and takes an empty variable for an absent one', () => {
    expect(parseEnv({ TEMPORAL_ADDRESS: '' })).toMatchObject({
      TEMPORAL_ADDRESS: 'localhost:7233',
      TEMPORAL_NAMESPACE: 'default',
      TASK_QUEUE: 'media-pipeline',
      ITTYBIT_API: 'jobs',
    });
  });
  it('reads the key of each account under the name that the worker uses', () => {
    const { accountKeys } = parseEnv({ ITTYBIT_API_KEY: 'one', ITTYBIT_API_KEY_ACME_EU: 'two' });
    expect([...accountKeys]).toEqual([
      ['default', 'one'],
      ['acme-eu', 'two'],
    ]);
    expect(accountKeyName('acme-eu')).toBe('ITTYBIT_API_KEY_ACME_EU');
  });
  it.each([
    ['TEMPORAL_ADDRESS', 'http://localhost:7233'],
    ['TEMPORAL_TLS', 'perhaps'],
    ['WORKER_ALLOW_PRIVATE_ADDRESSES', 'perhaps'],
    ['ITTYBIT_BASE_URL', 'localhost'],
    ['ITTYBIT_API', 'steps'],
  ])('refuses a wrong %s by its name', (name, value) => {
    expect(() => parseEnv({ [name]: value })).toThrow(name);
  });
  it('reads the payload keys of the workers', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(parseEnv({ PAYLOAD_KEYS: `a:${key}` }).PAYLOAD_KEYS?.encrypting?.id).toBe('a');
    expect(() => parseEnv({ PAYLOAD_KEYS: `a:${key},` })).toThrow('PAYLOAD_KEYS has no id in entry 2');
  });
  it('never shows a value', () => {
    expect(() => parseEnv({ PAYLOAD_KEYS: 'hunter2' })).not.toThrow('hunter2');
    expect(() => parseEnv({ ITTYBIT_API: 'hunter2' })).not.toThrow('hunter2');
  });
});
