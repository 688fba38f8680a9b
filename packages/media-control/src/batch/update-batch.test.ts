import { pauseBatch } from '@org/media-contracts';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { ControlError } from '../control-error.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { grpcError } from '../testing/grpc-error.js';
import { updateBatch } from './update-batch.js';

/** A batch whose answers to updates are given one after the other; the last one again and again. */
function sessionOf(
  answers: readonly (() => unknown)[],
  status = 'RUNNING',
): { session: TemporalSession; ids: string[] } {
  const ids: string[] = [];
  const handle = {
    workflowId: 'films',
    describe: async () => ({
      workflowId: 'films',
      runId: 'r1',
      type: 'batchFanOut',
      status: { name: status },
    }),
    executeUpdate: async (_update: unknown, { updateId }: { updateId: string }) => {
      ids.push(updateId);
      return answers[Math.min(ids.length, answers.length) - 1]?.();
    },
  };
  const session = {
    namespace: 'default',
    client: { workflow: { getHandle: () => handle } },
    rpc: (call: () => Promise<unknown>) => call(),
  };
  return { session: session as unknown as TemporalSession, ids };
}

function pause(session: TemporalSession, withinMs?: number): Promise<unknown> {
  const request = { workflowId: 'films', update: pauseBatch, args: [{}] as [object], asked: 'pause' };
  return updateBatch(session, request, withinMs === undefined ? {} : { withinMs });
}

async function refusal(work: Promise<unknown>): Promise<ControlError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ControlError);
  return error as ControlError;
}

function throwing(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe('updateBatch', () => {
  it('asks again under the same id when a hand-over refused it', async () => {
    const { session, ids } = sessionOf([
      throwing(grpcError(9, 'unexpected workflow task failure')),
      throwing(grpcError(14, 'unavailable')),
      () => ({ phase: 'paused' }),
    ]);
    expect(await pause(session)).toEqual({ phase: 'paused', runId: 'r1' });
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('passes on why the batch refuses, and does not ask again', async () => {
    const cause = new Error('started without prices');
    const { session, ids } = sessionOf([throwing(new WorkflowUpdateFailedError('failed', cause))]);
    const error = await refusal(pause(session));
    expect(error.code).toBe('refused');
    expect(error.message).toContain('films refuses to pause: started without prices');
    expect(ids).toHaveLength(1);
  });

  it('says that nothing was confirmed when nobody answers for long', async () => {
    const { session } = sessionOf([throwing(grpcError(4, 'deadline'))]);
    const error = await refusal(pause(session, 600));
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('did not confirm');
  });

  it('asks a closed batch nothing', async () => {
    const { session, ids } = sessionOf([() => ({ phase: 'paused' })], 'TERMINATED');
    expect((await refusal(pause(session))).code).toBe('closed');
    expect(ids).toEqual([]);
  });

  it('knows a batch that closed meanwhile', async () => {
    const { session } = sessionOf([throwing(grpcError(5, 'workflow execution already completed'))]);
    expect((await refusal(pause(session))).code).toBe('closed');
  });

  it('does not repeat what has another cause', async () => {
    const { session, ids } = sessionOf([throwing(grpcError(7, 'denied'))]);
    await expect(pause(session)).rejects.toThrow('denied');
    expect(ids).toHaveLength(1);
  });
});
