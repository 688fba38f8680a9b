import { MEDIA_MEMO } from '@org/media-contracts';
import {
  cancelPipeline,
  createSession,
  explainPipeline,
  readPipeline,
  readStartInput,
  redrivePipeline,
  resumePipeline,
  startPipeline,
  type Directions,
} from '@org/media-control';
import { until } from '@org/tests-support';
import { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { describe, it } from 'vitest';
import { QUICK, type PipelineWorld } from './support/pipeline-world.ts';
import { accountBlocked, endsBadly, hangs, succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const how: Directions = (step) => `<${Object.values(step).join(' ')}>`;

/** Starts with `startPipeline`, under the id that is given or one of the world's own. */
function startWith(world: PipelineWorld, workflowId = `${world.taskQueue}/controlled`) {
  const memo = { [MEDIA_MEMO]: { tenantId: 'acme' } };
  const { taskQueue, client } = world;
  return startPipeline(createSession(client), { workflowId, taskQueue, input: QUICK, memo });
}

/** Nobody reads through this by chance. */
const SECRET: PayloadCodec = {
  encode: async (payloads) => payloads.map((payload) => ({ ...payload, data: flipped(payload) })),
  decode: async (payloads) => payloads.map((payload) => ({ ...payload, data: flipped(payload) })),
};

function flipped({ data }: Payload): Uint8Array {
  return (data ?? new Uint8Array()).map((byte) => byte ^ 0xff);
}

describe.concurrent('a pipeline under control', () => {
  it('is started once, however many ask at once, and keeps its memo', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const starts = await Promise.all(Array.from({ length: 20 }, () => startWith(world)));
    expect(starts.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(starts.map(({ runId }) => runId)).size).toBe(1);

    const handle = world.client.workflow.getHandle(`${world.taskQueue}/controlled`);
    await handle.result();
    expect((await handle.describe()).memo).toMatchObject({ [MEDIA_MEMO]: { tenantId: 'acme' } });
    expect(await startWith(world)).toEqual({ ...starts[0], isNew: false });
    expect(service.callsOf('ingest')).toHaveLength(1);
  });

  it('tells as data and in words that it waits for a person, and goes on when one resumes it', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { ingest: [accountBlocked, succeeds()] } });
    const pipeline = await world.start({ accountProbeMs: 3_600_000 });
    const session = createSession(world.client);
    const id = pipeline.workflowId;
    const explain = () => explainPipeline(session, id, { how });
    await until('it to park', async () => (await explain()).parked);

    const { state, reasons } = await explain();
    expect(state).toBe('running');
    const ingest = reasons.find(({ subject }) => subject === 'ingest');
    expect(ingest?.wait).toMatchObject({ for: 'person', reason: 'the key was refused (402)' });
    expect(ingest?.text).toContain(`at once after: <resumePipeline ${id}>`);

    expect(await resumePipeline(session, id)).toMatchObject({
      parked: { reason: 'the key was refused (402)' },
    });
    await pipeline.result();
    await expect(resumePipeline(session, id)).rejects.toMatchObject({ code: 'closed' });
    await expect(cancelPipeline(session, id)).rejects.toMatchObject({ code: 'closed' });
  });

  it('is cancelled once, and an explanation names no permission in a URL', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { audio: [hangs()] } });
    const pipeline = await world.start();
    const session = createSession(world.client);
    const { workflowId, firstExecutionRunId: runId } = pipeline;
    await until('audio to run', async () => {
      const { picture } = await readPipeline(session, workflowId);
      return picture.stages.audio.state === 'running' && picture.stages.thumbnails.state === 'succeeded';
    });
    await expect(redrivePipeline(session, workflowId)).rejects.toMatchObject({ code: 'notClosed' });
    expect(await cancelPipeline(session, workflowId)).toEqual({ workflowId, runId });
    await pipeline.result().catch(() => undefined);

    const told = await explainPipeline(session, workflowId, { how });
    expect(told.state).toBe('cancelled');
    expect(told.reasons.map(({ text }) => text)).toContain(
      `run only what is missing: <redrivePipeline ${workflowId}>`,
    );
    expect(JSON.stringify(told)).toContain('https://outputs.test/thumbnails-1?…');
    expect(JSON.stringify(told)).not.toContain('SECRET');
  });

  it('is redriven once by all who ask, and only while something is missing', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), succeeds()] },
    });
    const pipeline = await world.start({ stages: { audio: { policy: { generations: 1 } } } });
    await pipeline.result().catch(() => undefined);
    const session = createSession(world.client);
    const { workflowId: of } = pipeline;

    const redrives = await Promise.all([1, 2, 3].map(() => redrivePipeline(session, of)));
    const [first] = redrives;
    expect(redrives.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(first).toMatchObject({ workflowId: `${of}-redrive-1`, redone: ['audio'] });
    const redrive = world.client.workflow.getHandle(`${of}-redrive-1`);
    await redrive.result();
    expect(service.callsOf('ingest')).toHaveLength(1);
    expect(await redrivePipeline(session, of)).toMatchObject({ isNew: false, state: 'succeeded' });
    await expect(redrivePipeline(session, redrive.workflowId)).rejects.toMatchObject({
      code: 'nothingToRedo',
    });
    const { runId } = await redrive.describe();
    const input = await readStartInput(session, { workflowId: redrive.workflowId, runId });
    expect(input.redrive?.of.workflowId).toBe(of);
  });

  it('does not take over a name that belongs to another pipeline', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { audio: [endsBadly('remoteFailed')] } });
    const pipeline = await world.start({ stages: { audio: { policy: { generations: 1 } } } });
    await pipeline.result().catch(() => undefined);
    const taken = await world.start({}, { workflowId: `${pipeline.workflowId}-redrive-1` });
    const session = createSession(world.client);
    await expect(redrivePipeline(session, pipeline.workflowId)).rejects.toMatchObject({
      code: 'conflict',
      facts: { workflowId: taken.workflowId },
    });
  });

  it('that is not there is not found, and a call that is given up ends with its reason', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const session = createSession(world.client);
    await expect(readPipeline(session, 'no-such')).rejects.toMatchObject({ code: 'notFound' });
    const stop = new AbortController();
    const reading = readPipeline(createSession(world.client, { signal: stop.signal }), 'no-such');
    stop.abort(new Error('nobody waits for it any more'));
    await expect(reading).rejects.toThrow('nobody waits for it any more');
  });

  it('is read through the codec of the client, and by no other', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const { connection } = world.client;
    const client = new Client({ connection, dataConverter: { payloadCodecs: [SECRET] } });
    const workflowId = `${world.taskQueue}/secret`;
    const start = { workflowId, taskQueue: `${world.taskQueue}/nobody`, input: QUICK };
    const { runId } = await startPipeline(createSession(client), start);
    test.onTestFinished(async () => {
      await client.workflow.getHandle(workflowId).terminate();
    });
    const execution = { workflowId, runId };
    expect(await readStartInput(createSession(client), execution)).toMatchObject(QUICK);
    await expect(readStartInput(createSession(world.client), execution)).rejects.toThrow();
  });
});
