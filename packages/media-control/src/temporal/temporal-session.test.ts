import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { grpcError } from '../testing/grpc-error.js';
import { createSession } from './temporal-session.js';

/** Runs calls as the SDK does: a signal that aborts makes a call fail with the code CANCELLED. */
function clientOf(): { client: Client; deadlines: number[] } {
  const deadlines: number[] = [];
  const client = {
    options: { namespace: 'films' },
    connection: {},
    withDeadline: <T>(deadline: number, calls: () => Promise<T>): Promise<T> => {
      deadlines.push(deadline - Date.now());
      return calls();
    },
    withAbortSignal: <T>(signal: AbortSignal, calls: () => Promise<T>): Promise<T> => {
      const cancelled = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(grpcError(1, 'cancelled on client'));
        });
      });
      return Promise.race([calls(), cancelled]);
    },
  };
  return { client: client as unknown as Client, deadlines };
}

describe('createSession', () => {
  it('gives every call a deadline: its own, that of the session, or ten seconds', async () => {
    const { client, deadlines } = clientOf();
    const answer = async (): Promise<number> => 7;
    expect(await createSession(client).rpc(answer)).toBe(7);
    await createSession(client, { deadlineMs: 2_000 }).rpc(answer);
    await createSession(client, { deadlineMs: 2_000 }).rpc(answer, 300);
    expect(deadlines.map((ms) => Math.ceil(ms / 100) * 100)).toEqual([10_000, 2_000, 300]);
  });
  it('ends a call under way with the reason of the signal, not as if Temporal were away', async () => {
    const stop = new AbortController();
    const session = createSession(clientOf().client, { signal: stop.signal });
    const call = session.rpc(() => new Promise<never>(() => undefined));
    stop.abort(new Error('the client went away'));
    await expect(call).rejects.toThrow('the client went away');
  });
  it('makes no call once the signal has aborted', async () => {
    const session = createSession(clientOf().client, { signal: AbortSignal.abort(new Error('too late')) });
    let called = false;
    const call = session.rpc(async () => {
      called = true;
    });
    await expect(call).rejects.toThrow('too late');
    expect(called).toBe(false);
  });
  it('passes on what a call throws while nothing was aborted', async () => {
    const session = createSession(clientOf().client, { signal: new AbortController().signal });
    await expect(session.rpc(() => Promise.reject(grpcError(14, 'away')))).rejects.toThrow('away');
  });
});
