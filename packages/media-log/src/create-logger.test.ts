import { describe, expect, it } from 'vitest';
import { captureLog } from './captured-log.js';

describe('createLogger', () => {
  it('writes one JSON object per line, with level, time and context', () => {
    const log = captureLog({ service: 'worker' });
    log.logger.info({ role: 'remote' }, 'Role starts');
    expect(log.lines()).toEqual([
      expect.objectContaining({ level: 'info', service: 'worker', role: 'remote', msg: 'Role starts' }),
    ]);
    expect(Date.parse(String(log.lines()[0]?.['time']))).not.toBeNaN();
  });

  it('leaves out what is below its level', () => {
    const log = captureLog({ level: 'warn' });
    log.logger.info({ a: 1 }, 'not this');
    log.logger.warn({ a: 1 }, 'this');
    expect(log.lines().map(({ msg }) => msg)).toEqual(['this']);
  });

  it('blots out known secrets in fields, messages, errors and their causes', () => {
    const log = captureLog({ secrets: ['key-1', 'key-1-long', 'quote"in\\it'] });
    const error = new Error('refused key-1-long', { cause: new Error('because of key-1') });
    log.logger.error(
      { err: error, headers: ['key-1'], deep: { er: { still: 'quote"in\\it' } } },
      'with key-1-long',
    );
    expect(log.text()).not.toMatch(/key-1|-long|quote/);
    expect(log.lines()).toHaveLength(1);
  });

  it('blots out what looks like a secret: authorization, keys, queries and credentials of URLs', () => {
    const log = captureLog();
    log.logger.info(
      {
        authorization: 'Bearer abc.def',
        headers: { Authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': 'xyz' },
        apiKey: 'esc\\aped"quote',
        url: 'https://user:pw@cdn.test/a/b.mp4?X-Amz-Signature=sig#t=1',
        text: 'GET https://cdn.test/a?sig=zzz, then {"url":"s3://b/k?token=yyy"}',
      },
      'Bearer qqq was sent',
    );
    expect(log.text()).not.toMatch(/abc|dXNl|xyz|aped|user:pw|sig|zzz|yyy|qqq/);
    expect(log.lines()[0]).toMatchObject({
      url: 'https://[redacted]@cdn.test/a/b.mp4?[redacted]',
      text: 'GET https://cdn.test/a?[redacted] then {"url":"s3://b/k?[redacted]"}',
      msg: 'Bearer [redacted] was sent',
    });
  });
});
