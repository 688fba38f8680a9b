import { captureLog } from '@org/media-log/testing';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { prepareCallbacksRole } from './prepare-callbacks-role.js';

const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
const CALLBACK_SECRET_KEY = Buffer.alloc(32, 1).toString('base64');

describe('prepareCallbacksRole', () => {
  it.each([
    [{ DATABASE_URL }, 'CALLBACK_SECRET_KEY'],
    [{ CALLBACK_SECRET_KEY }, 'DATABASE_URL'],
    [{}, 'DATABASE_URL and CALLBACK_SECRET_KEY'],
  ])('cannot be without both settings, and says which is missing: %#', (settings, missing) => {
    const log = captureLog();
    const role = prepareCallbacksRole(parseEnv(settings), log.logger);
    expect(role).toMatchObject({
      available: false,
      reason: expect.stringContaining(`${missing} not set`) as string,
    });
    expect(log.text()).toContain('The role callbacks is not started');
  });

  it('has every activity of deliveries, though the database is away', () => {
    const role = prepareCallbacksRole(parseEnv({ DATABASE_URL, CALLBACK_SECRET_KEY }), captureLog().logger);
    expect(role.available && Object.keys(role.activities).toSorted()).toEqual([
      'abandonCallback',
      'sendCallback',
    ]);
  });
});
