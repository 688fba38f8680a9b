import { captureLog } from '@org/media-log/testing';
import { createPayloadCodec, parsePayloadKeys, type HistoryService } from '@org/media-payload-codec';
import { defaultPayloadConverter, type PayloadCodec } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createPayloadWatch } from './payload-watch.js';
import { untilPayloadsReadable, type PayloadsToRead } from './until-payloads-readable.js';

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const ours = parsePayloadKeys(`a:${keyOf(1)}`);
const theirs = createPayloadCodec(parsePayloadKeys(`b:${keyOf(2)}`));

/** A server on which the next look finds workflows started with these codecs; the last look is repeated. */
function serverOf(looks: readonly (readonly PayloadCodec[])[]): HistoryService & { looked: number } {
  const server = {
    looked: 0,
    listWorkflowExecutions: async () => {
      server.looked += 1;
      return { executions: now().map((_, at) => ({ execution: { workflowId: `w${at}` } })) };
    },
    getWorkflowExecutionHistory: async ({
      execution,
    }: Parameters<HistoryService['getWorkflowExecutionHistory']>[0]) => {
      const codec = now()[Number(execution?.workflowId?.slice(1))];
      const payloads = await codec?.encode([defaultPayloadConverter.toPayload('input')]);
      return {
        history: {
          events: [{ workflowExecutionStartedEventAttributes: { input: { payloads: payloads ?? [] } } }],
        },
      };
    },
  };
  const now = (): readonly PayloadCodec[] => looks[Math.min(server.looked, looks.length) - 1] ?? [];
  return server;
}

function harness(workflowService: HistoryService): {
  where: PayloadsToRead;
  log: ReturnType<typeof captureLog>;
  problems: string[];
} {
  const connection = { workflowService, withDeadline: <T>(_at: number, calls: () => Promise<T>) => calls() };
  const env = { TEMPORAL_NAMESPACE: 'default', TASK_QUEUE: 'media', PAYLOAD_KEYS: ours };
  return { where: { env, connection, watch: createPayloadWatch() }, log: captureLog(), problems: [] };
}

function wait(
  { where, log, problems }: ReturnType<typeof harness>,
  signal = new AbortController().signal,
): Promise<void> {
  const onProblem = (reason: string): void => void problems.push(reason);
  return untilPayloadsReadable(where, { logger: log.logger, signal, onProblem, againMs: 1 });
}

describe('untilPayloadsReadable', () => {
  it('goes on at once where nothing runs, or everything can be read', async () => {
    for (const running of [[], [createPayloadCodec(ours)], [createPayloadCodec(undefined)]]) {
      const server = serverOf([running]);
      const here = harness(server);
      await wait(here);
      expect(server.looked).toBe(1);
      expect(here.problems).toEqual([]);
    }
  });

  it('takes no work while nothing can be read, says why, and goes on when that has changed', async () => {
    const server = serverOf([[theirs, theirs], [theirs], [theirs, createPayloadCodec(ours)]]);
    const here = harness(server);
    await wait(here);
    expect(server.looked).toBe(3);
    expect(here.problems).toHaveLength(2);
    expect(here.problems[0]).toMatch(/PAYLOAD_KEYS does not read w0: .*"b"/);
    expect(here.log.lines().map(({ level }) => level)).toEqual(['error', 'error', 'warn']);
    // It has read something: an odd payload later on does not end it.
    here.where.watch.observer.unreadable(Object.assign(new Error('odd'), { keyId: 'b' }) as never);
    expect(here.where.watch.wrongKeys.aborted).toBe(false);
  });

  it('ends its wait when the process is asked to end', async () => {
    const stop = new AbortController();
    const here = harness(serverOf([[theirs]]));
    const waiting = wait(here, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
  });

  it('starts all the same where it may not look', async () => {
    const server = serverOf([]);
    const here = harness({ ...server, listWorkflowExecutions: () => Promise.reject(new Error('denied')) });
    await wait(here);
    expect(here.log.lines()).toMatchObject([{ level: 'warn', err: { message: 'denied' } }]);
  });
});
