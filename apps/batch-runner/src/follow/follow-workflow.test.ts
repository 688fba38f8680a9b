import { setTimeout } from 'node:timers/promises';
import type { RunState } from '@org/media-control';
import { describe, expect, it } from 'vitest';
import type { Session } from '../temporal/session.js';
import { followWorkflow } from './follow-workflow.js';

/** Knows only what following may use: anything else, such as `cancel`, would throw. */
function sessionOf(ended: Promise<void>): Session {
  const client = {
    workflow: { getHandle: () => ({ result: () => ended }) },
    withAbortSignal: async (signal: AbortSignal, call: () => Promise<void>) =>
      Promise.race([
        call(),
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
      ]),
  };
  return { client } as unknown as Session;
}

interface Reading {
  readonly state: RunState;
}

function following(states: readonly RunState[]): {
  read: () => Promise<Reading>;
  shown: RunState[];
  view: { show: (reading: Reading) => void; tell: () => void };
} {
  const left = [...states];
  const shown: RunState[] = [];
  return {
    read: async () => ({ state: left.length > 1 ? (left.shift() ?? 'running') : (left[0] ?? 'running') }),
    shown,
    view: { show: ({ state }) => shown.push(state), tell: () => undefined },
  };
}

describe('followWorkflow', () => {
  it('shows every reading until the workflow is closed', async () => {
    const { read, view, shown } = following(['running', 'succeeded']);
    const signal = new AbortController().signal;
    const session = sessionOf(setTimeout(10).then(() => undefined));
    expect(await followWorkflow(session, { workflowId: 'w', read, view, signal })).toEqual({
      state: 'succeeded',
    });
    expect(shown).toEqual(['running', 'succeeded']);
  });

  it('detaches at Ctrl-C, and leaves the workflow alone', async () => {
    const interrupt = new AbortController();
    const { read, view, shown } = following(['running']);
    const session = sessionOf(new Promise(() => undefined));
    const watching = followWorkflow(session, { workflowId: 'w', read, view, signal: interrupt.signal });
    await setTimeout(20);
    interrupt.abort();
    expect(await watching).toBeUndefined();
    expect(shown).toEqual(['running']);
  });

  it('detaches while a reading takes its time', async () => {
    const interrupt = new AbortController();
    const { view, shown } = following([]);
    const session = sessionOf(new Promise(() => undefined));
    const read = (): Promise<Reading> => new Promise(() => undefined);
    const watching = followWorkflow(session, { workflowId: 'w', read, view, signal: interrupt.signal });
    await setTimeout(5);
    interrupt.abort();
    expect(await watching).toBeUndefined();
    expect(shown).toEqual([]);
  });

  it('goes on for a while when Temporal is away', async () => {
    const { view, shown } = following([]);
    const told: string[] = [];
    let reads = 0;
    const read = async (): Promise<Reading> => {
      reads += 1;
      if (reads === 1) throw Object.assign(new Error('away'), { code: 14, details: '', metadata: {} });
      return { state: 'failed' };
    };
    const signal = new AbortController().signal;
    const session = sessionOf(new Promise(() => undefined));
    await followWorkflow(session, {
      workflowId: 'w',
      read,
      view: { ...view, tell: (line) => told.push(line) },
      signal,
    });
    expect(shown).toEqual(['failed']);
    expect(told).toEqual([
      'Temporal does not answer; the work is safe there. Trying again.',
      'Temporal answers again.',
    ]);
  });
});
