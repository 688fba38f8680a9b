import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.js';

describe('parseEnv', () => {
  it('has a default for everything, and takes an empty variable for an absent one', () => {
    expect(parseEnv({ TEMPORAL_ADDRESS: '' })).toMatchObject({
      TEMPORAL_ADDRESS: 'localhost:7233',
      TEMPORAL_NAMESPACE: 'default',
      TASK_QUEUE: 'media-pipeline',
      ITTYBIT_API: 'jobs',
    });
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
  it('never shows a value', () => {
    expect(() => parseEnv({ PAYLOAD_KEYS: 'hunter2' })).not.toThrow('hunter2');
    expect(() => parseEnv({ ITTYBIT_API: 'hunter2' })).not.toThrow('hunter2');
  });
});
