import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createPayloadCodec } from './payload-codec.js';
import { parsePayloadKeys } from './payload-keys.js';
import { readRunningWorkflows, type HistoryService, type ReadingCheck } from './running-workflows.js';
import { A, B } from './testing/keys.js';

const ours = createPayloadCodec(parsePayloadKeys(`a:${A}`));
const theirs = createPayloadCodec(parsePayloadKeys(`b:${B}`));
const plain = createPayloadCodec(undefined);

/** A server whose workflows were started by processes with these codecs, under the names w0, w1, … */
function serviceOf(starters: readonly PayloadCodec[]): { service: HistoryService; queries: string[] } {
  const queries: string[] = [];
  const service: HistoryService = {
    listWorkflowExecutions: async ({ query }) => {
      queries.push(query ?? '');
      return { executions: starters.map((_, at) => ({ execution: { workflowId: `w${at}`, runId: 'r' } })) };
    },
    getWorkflowExecutionHistory: async ({ execution }) => {
      const codec = starters[Number(execution?.workflowId?.slice(1))];
      const payloads: Payload[] = (await codec?.encode([defaultPayloadConverter.toPayload('in')])) ?? [];
      return { history: { events: [{ workflowExecutionStartedEventAttributes: { input: { payloads } } }] } };
    },
  };
  return { service, queries };
}

function check(starters: readonly PayloadCodec[]): Promise<ReadingCheck> {
  const { service } = serviceOf(starters);
  return readRunningWorkflows({ service, namespace: 'default', taskQueue: 'media', codec: ours });
}

describe('readRunningWorkflows', () => {
  it.each([
    { when: 'nothing runs', starters: [], finds: [0, 0] },
    { when: 'nothing is encrypted', starters: [plain, plain], finds: [0, 0] },
    { when: 'everything can be read', starters: [ours, ours], finds: [2, 0] },
    { when: 'somebody else started an odd one', starters: [theirs, ours, plain], finds: [1, 1] },
    { when: 'nothing encrypted can be read', starters: [theirs, plain, theirs], finds: [0, 2] },
  ])('when $when', async ({ starters, finds }) => {
    const { readable, unreadable, hasWrongKeys } = await check(starters);
    expect([readable, unreadable.length]).toEqual(finds);
    expect(hasWrongKeys).toBe(finds[0] === 0 && finds[1] === 2);
  });

  it('names the workflow and its key', async () => {
    const { unreadable } = await check([ours, theirs]);
    expect(unreadable).toMatchObject([{ workflowId: 'w1', error: { keyId: 'b' } }]);
  });

  it('asks for running workflows of its queue only, whatever its name', async () => {
    const { service, queries } = serviceOf([]);
    await readRunningWorkflows({ service, namespace: 'default', taskQueue: "it's", codec: ours });
    expect(queries).toEqual(["TaskQueue = 'it''s' AND ExecutionStatus = 'Running'"]);
  });
});
