import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.js';
import { EXIT } from './exit-codes.js';
import { remoteClient } from './remote-client.js';

const PRIVATE = { ITTYBIT_API_KEY: 'key', ITTYBIT_BASE_URL: 'http://ittybit.internal:3000' };

describe('remoteClient', () => {
  it('refuses plain http beyond this machine, with the setting of the worker that allows it', () => {
    expect(() => remoteClient(parseEnv(PRIVATE), 'default')).toThrow(
      expect.objectContaining({
        exitCode: EXIT.usage,
        message:
          'ITTYBIT_BASE_URL http://ittybit.internal:3000 would send the API key in the clear: ' +
          'use https, or set WORKER_ALLOW_PRIVATE_ADDRESSES=true, as for the worker.',
      }),
    );
  });
  it('takes it where that setting allows it, as the worker does', () => {
    const env = parseEnv({ ...PRIVATE, WORKER_ALLOW_PRIVATE_ADDRESSES: 'true' });
    expect(remoteClient(env, 'default')).toHaveProperty('listAll');
  });
  it('names the variable of a key that is missing', () => {
    expect(() => remoteClient(parseEnv({}), 'acme-eu')).toThrow('ITTYBIT_API_KEY_ACME_EU');
  });
});
