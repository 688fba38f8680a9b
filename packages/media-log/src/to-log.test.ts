import { expect, it } from 'vitest';
import { captureLog } from './captured-log.js';
import { toLog } from './to-log.js';

it('writes message and attributes at the level of their name', () => {
  const captured = captureLog();
  const log = toLog(captured.logger);
  log.debug('one');
  log.info('two', { n: 2 });
  log.warn('three', { n: 3 });
  log.error('four', { url: 'https://cdn.test/a?sig=zzz' });
  expect(captured.lines()).toMatchObject([
    { level: 'debug', msg: 'one' },
    { level: 'info', msg: 'two', n: 2 },
    { level: 'warn', msg: 'three', n: 3 },
    { level: 'error', msg: 'four', url: 'https://cdn.test/a?[redacted]' },
  ]);
});
