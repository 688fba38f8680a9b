import { setTimeout as delay } from 'node:timers/promises';
import { startWorker, waitUntil } from '@org/dev-stack';
import { pipelineStatus, STAGES, type MediaPipelineWorkflow, type StageName } from '@org/media-contracts';
import {
  activitiesInHand,
  patiently,
  resultOf,
  startPipeline,
  startStack,
  type LedgerSummary,
  type PipelineHandle,
  type Stack,
} from '@org/tests-harness';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const STAGE_MS = 2_000;

let stack: Stack;
let mark: string;

beforeAll(async () => {
  stack = await startStack({ remoteArgs: ['--simulate', `constant:${STAGE_MS}`] });
});
afterAll(async () => {
  await stack.stop();
});
beforeEach(async () => {
  mark = await stack.admin.mark();
});
afterEach(async () => {
  await stack.admin.setFaults([]);
});

describe('kill -9 of the worker', () => {
  it.each(STAGES)('during %s costs nothing', async (stage) => {
    const handle = await startPipeline(stack);
    await untilWorkingOn(handle, stage);
    await replaceWorker();
    await expectPaidOnce(handle);
  });

  it('before it sees the reply to its create costs nothing: the key answers', async () => {
    const dead = stack.proxy.aim('postInFlight', () => stack.worker?.killNow());
    const handle = await startPipeline(stack);
    await dead;
    await stack.worker?.revive();
    const ledger = await expectPaidOnce(handle);
    expect(ledger.replayed).toBeGreaterThan(0);
  });

  it('between the reply and the heartbeat with the id costs nothing: the key answers', async () => {
    const dead = stack.proxy.aim('afterReply', () => stack.worker?.killNow());
    const handle = await startPipeline(stack);
    await dead;
    await stack.worker?.revive();
    const ledger = await expectPaidOnce(handle);
    expect(ledger.replayed).toBeGreaterThan(0);
  });

  it('is paid twice by a service that ignores keys, and the ledger shows it', async () => {
    await stack.admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }]);
    const dead = stack.proxy.aim('postInFlight', () => stack.worker?.killNow());
    const handle = await startPipeline(stack);
    await dead;
    await stack.worker?.revive();
    await resultOf(handle);
    const ledger = await stack.admin.ledger(mark);
    expect(ledger.duplicates.length).toBeGreaterThan(0);
  });
});

describe('kill -9 of the remote service', () => {
  it('in mid-task costs nothing: its state is on disk', async () => {
    const handle = await startPipeline(stack);
    await untilWorkingOn(handle, 'thumbnails');
    stack.remote.killNow();
    await stack.remote.revive();
    await expectPaidOnce(handle);
  });
});

describe('kill -9 of Temporal', () => {
  it('in mid-pipeline loses nothing: it keeps its database', async () => {
    const handle = await startPipeline(stack);
    await untilWorkingOn(handle, 'audio');
    stack.temporal?.killNow();
    await stack.temporal?.revive();
    await expectPaidOnce(handle);
  });
});

describe('a deploy', () => {
  it('in mid-pipeline (SIGTERM, then a new worker) costs nothing and ends the old one in peace', async () => {
    const handle = await startPipeline(stack);
    await untilWorkingOn(handle, 'ingest');
    const leaving = stack.worker?.current();
    if (!leaving) throw new Error('the stack has no worker');
    process.kill(leaving.pid, 'SIGTERM');
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    await stack.worker?.revive();
    await expectPaidOnce(handle);
  });

  it('that starts the new worker before the old one leaves hands the work over', async () => {
    const handle = await startPipeline(stack);
    await untilWorkingOn(handle, 'ingest');
    const joining = await startWorker({ dataDir: `${stack.dataDir}/joining`, env: stack.workerEnv });
    await stack.worker?.stop();
    const ledger = await expectPaidOnce(handle);
    expect(ledger.creates).toBe(STAGES.length);
    await joining.stop();
    await stack.worker?.revive();
  });
});

describe('a workflow reset', () => {
  it('to before the first stage asks for nothing a second time', async () => {
    const handle = await startPipeline(stack);
    await resultOf(handle);
    const { events } = await handle.fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    const { runId } = await stack.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
      workflowTaskFinishEventId: first?.eventId ?? null,
      requestId: `${handle.workflowId}-reset`,
      reason: 'the test resets it',
    });
    const again = stack.client.workflow.getHandle<MediaPipelineWorkflow>(handle.workflowId, runId);
    const ledger = await expectPaidOnce(again);
    expect(ledger.replayed).toBe(STAGES.length);
  });
});

/** Waits until a worker carries out this stage. */
async function untilWorkingOn(handle: PipelineHandle, stage: StageName): Promise<void> {
  await waitUntil(
    async () => {
      const { stages } = await patiently(() => handle.query(pipelineStatus));
      return stages[stage].state === 'running' && (await activitiesInHand([handle])) > 0;
    },
    { what: `${handle.workflowId} to work on ${stage}`, timeoutMs: 120_000 },
  );
  // A quarter of the task's duration, so that the death is in the middle of it whatever the machine's mood.
  await delay(STAGE_MS / 4);
}

async function replaceWorker(): Promise<void> {
  stack.worker?.killNow();
  await stack.worker?.revive();
}

/** All four outputs are there, and each stage was asked for once. */
async function expectPaidOnce(handle: PipelineHandle): Promise<LedgerSummary> {
  const { ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl } = await resultOf(handle);
  const outputs = [ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl];
  expect(new Set(outputs).size).toBe(STAGES.length);
  expect(outputs).not.toContain(undefined);
  const ledger = await stack.admin.ledger(mark);
  expect(ledger.duplicates).toEqual([]);
  expect(ledger.creates).toBe(STAGES.length);
  return ledger;
}
