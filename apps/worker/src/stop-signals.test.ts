import { EventEmitter, once } from 'node:events';
import { captureLog } from '@org/media-log/testing';
import { describe, expect, it } from 'vitest';
import { listenForStop } from './stop-signals.js';

describe('listenForStop', () => {
  it('fires at the first signal and lets the process live', () => {
    const source = new EventEmitter();
    const codes: number[] = [];
    const signal = listenForStop({ ...options(source), exit: (code) => codes.push(code) });
    expect(signal.aborted).toBe(false);
    source.emit('SIGTERM', 'SIGTERM');
    expect(signal.aborted).toBe(true);
    expect(codes).toEqual([]);
  });

  it('ends the process with 1 at the second signal, also another one', () => {
    const source = new EventEmitter();
    const codes: number[] = [];
    listenForStop({ ...options(source), exit: (code) => codes.push(code) });
    source.emit('SIGTERM', 'SIGTERM');
    source.emit('SIGINT', 'SIGINT');
    expect(codes).toEqual([1]);
  });

  it('ends the process with 1 when the time is up, and says which setting limits it', async () => {
    const source = new EventEmitter();
    const ended = new EventEmitter();
    const log = captureLog();
    // A negative limit shortens the margin, so that the test need not sit through it.
    listenForStop({
      source,
      logger: log.logger,
      forceAfterMs: -490,
      exit: (code) => ended.emit('exit', code),
    });
    const exited = once(ended, 'exit');
    const keepAlive = setInterval(() => undefined, 1_000);
    source.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toEqual([1]);
    clearInterval(keepAlive);
    expect(log.text()).toContain('WORKER_SHUTDOWN_FORCE_SECONDS');
  });
});

function options(
  source: EventEmitter,
): Pick<Parameters<typeof listenForStop>[0], 'source' | 'logger' | 'forceAfterMs'> {
  return { source, logger: captureLog().logger, forceAfterMs: 3_600_000 };
}
