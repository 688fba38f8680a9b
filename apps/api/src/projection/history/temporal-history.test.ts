import { defaultDataConverter } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { rawHistory } from '../testing/recorded-history.js';
import { createTemporalHistory } from './temporal-history.js';

const { signal } = new AbortController();
const QUEUE = "it's ours";
const RUN = { workflowId: 'plain', runId: 'run' };

describe('createTemporalHistory', () => {
  it('lists page by page what is ours', async () => {
    const requests: { query?: string; nextPageToken?: Uint8Array }[] = [];
    const source = createTemporalHistory(
      fakeClient({
        listWorkflowExecutions: async (request: (typeof requests)[number]) => {
          requests.push(request);
          const page = requests.length;
          return {
            executions: [execution(`run-${page}`, 'mediaPipeline'), execution('foreign', 'somethingElse')],
            nextPageToken: new Uint8Array(page === 1 ? [1] : []),
          };
        },
      }),
      QUEUE,
    );
    const pages = [];
    for await (const page of source.list({ startedSince: 1_000, orClosedSince: 2_000 }, signal))
      pages.push(page);
    expect(pages).toEqual(
      ['run-1', 'run-2'].map((runId) => [
        { kind: 'pipeline', workflowId: 'workflow', runId, startedAt: 5_000, running: true },
      ]),
    );
    expect(requests.map(({ nextPageToken }) => nextPageToken)).toEqual([undefined, new Uint8Array([1])]);
    expect(requests[0]?.query).toBe(
      "WorkflowType IN ('mediaPipeline', 'batchFanOut') AND TaskQueue = 'it''s ours' AND (StartTime >= '1970-01-01T00:00:01.000Z' OR CloseTime >= '1970-01-01T00:00:02.000Z')",
    );
  });

  it('reads on from a cursor, and says when all was read', async () => {
    const events = rawHistory('plain');
    const tokens: (Uint8Array | undefined)[] = [];
    const source = createTemporalHistory(
      fakeClient({
        getWorkflowExecutionHistory: async ({ nextPageToken }: { nextPageToken?: Uint8Array }) => {
          tokens.push(nextPageToken);
          return nextPageToken
            ? { history: { events: events.slice(10) }, nextPageToken: new Uint8Array() }
            : { history: { events: events.slice(0, 10) }, nextPageToken: new Uint8Array([7]) };
        },
      }),
      QUEUE,
    );
    const first = await source.read(RUN, { cursor: undefined, waitMs: 1_000, signal });
    expect(first).toMatchObject({ next: new Uint8Array([7]), events: { 0: { type: 'started' } } });
    const last = await source.read(RUN, { cursor: new Uint8Array([7]), waitMs: 1_000, signal });
    expect(last).not.toHaveProperty('next');
    expect(tokens).toEqual([undefined, new Uint8Array([7])]);
  });

  it('tells a history that is gone from a server that is in trouble', async () => {
    const failing = (code: number) =>
      createTemporalHistory(
        fakeClient({
          getWorkflowExecutionHistory: async () => {
            throw Object.assign(new Error('refused'), { code, details: '', metadata: {} });
          },
        }),
        QUEUE,
      ).read(RUN, { cursor: undefined, waitMs: 1_000, signal });
    expect(await failing(5)).toBe('gone');
    await expect(failing(14)).rejects.toThrow('refused');
  });
});

function execution(runId: string, name: string): unknown {
  return {
    execution: { workflowId: 'workflow', runId },
    type: { name },
    startTime: { seconds: 5, nanos: 0 },
    status: 1,
  };
}

function fakeClient(workflowService: Record<string, unknown>): Client {
  return {
    options: { namespace: 'default', loadedDataConverter: defaultDataConverter },
    workflowService,
    withAbortSignal: (_signal: AbortSignal, act: () => unknown) => act(),
    withDeadline: (_deadline: number, act: () => unknown) => act(),
  } as unknown as Client;
}
