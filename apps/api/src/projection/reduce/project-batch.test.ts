import type { WorkflowUpdate } from '@org/media-catalog';
import { describe, expect, it } from 'vitest';
import { recorded, updateOf, updatesOf } from '../testing/projected.js';

describe('projectBatch', () => {
  it('tells each run by itself, and begins and ends once', async () => {
    const first = updateOf(await recorded('batch-hand-over'));
    const last = updateOf(await recorded('batch-carried'));
    expect(first.batch).toMatchObject({ state: 'running', firstRunId: first.runId, runId: first.runId });
    expect(first.batch).not.toHaveProperty('closedAt');
    expect(first.runEnded).toBe(true);
    expect(typesOf(first)).toEqual(['batch.started', 'batch.planned']);
    expect(last.batch).toMatchObject({ state: 'completed', counts: { total: 20, succeeded: 20 } });
    expect(last.batch?.firstRunId).not.toBe(last.runId);
    expect(last.batch?.createdAt).toBeLessThan(last.batch?.closedAt ?? 0);
    expect(typesOf(last)).toEqual(['batch.completed']);
  });

  it('records the activities of every run, also those that a hand-over left open', async () => {
    const { run, events } = await recorded('batch-hand-over');
    const { activities } = updateOf({ run, events });
    const scheduled = events.filter(({ type }) => type === 'activityScheduled');
    expect(activities.map(({ scheduledEventId }) => scheduledEventId)).toEqual(scheduled.map(({ id }) => id));
    expect(activities.filter(({ closedAt }) => closedAt === undefined)).toEqual([]);
    expect(activities.filter(({ failure }) => failure?.type === 'Abandoned')).toHaveLength(1);
  });

  it('keeps the files of items, and the manifest with its digest', async () => {
    const { files, batch } = updateOf(await recorded('batch-carried'));
    expect(files.at(-1)).toMatchObject({
      role: 'manifest',
      key: batch?.manifest?.key,
      digest: batch?.manifest?.sha256,
    });
    expect(files[0]).toMatchObject({
      tenantId: 'acme',
      role: 'item-19',
      url: 'https://outputs.test/task-19-1',
    });
  });

  it('tells of each item when it is read to be begun, and when its result is durable', async () => {
    const { items = [], batch } = updateOf(await recorded('batch-stopped'));
    const begun = items.filter(({ state }) => state === 'running');
    const ended = items.filter(({ state }) => state !== 'running');
    expect(begun[0]).toMatchObject({ index: 0, kind: 'video', line: 1, url: 'https://media.test/in-0.mp4' });
    const counted = (state: string) => ended.filter((item) => item.state === state).length;
    const { succeeded, failed, cancelled } = batch?.counts ?? {};
    expect({
      succeeded: counted('succeeded'),
      failed: counted('failed'),
      cancelled: counted('cancelled'),
    }).toEqual({ succeeded, failed, cancelled });
    expect(ended.find(({ state }) => state === 'failed')?.error?.message).toEqual(expect.any(String));
    const pipelines = updateOf(await recorded('batch-pipelines')).items ?? [];
    expect(pipelines.filter(({ pipelineId }) => pipelineId !== undefined).length).toBeGreaterThan(0);
  });

  it.each([
    ['batch-parked', ['batch.parked', 'batch.resumed', 'batch.completed']],
    ['batch-paused', ['batch.paused', 'batch.resumed', 'batch.completed']],
    ['batch-stopped', ['batch.stopped']],
    ['batch-cancelled', ['batch.stopping', 'batch.cancelled']],
    ['batch-cancelled-by-update', ['batch.stopping', 'batch.cancelled']],
    ['batch-pipelines', ['batch.completed']],
  ])('tells what happened to %s', async (name, types) => {
    const update = updateOf(await recorded(name));
    expect(typesOf(update)).toEqual(['batch.started', 'batch.planned', ...types]);
    expect(update.batch?.state).toBe(types.at(-1)?.slice('batch.'.length));
    expect(update.batch?.counts?.total).toBeGreaterThan(0);
    expect(update.callbacks.map(({ event }) => event)).toEqual(types.slice(-1));
  });

  it('shows in one word what a batch is doing', async () => {
    const history = await recorded('batch-parked');
    const states = updatesOf(
      history,
      history.events.map(() => 1),
    ).map(({ batch }) => batch?.state);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'planning',
      'running',
      'parked',
      'running',
      'writingManifest',
      'completed',
    ]);
  });

  it('does not tell again what a reset has copied', async () => {
    expect(typesOf(updateOf(await recorded('batch-reset')))).toEqual(['batch.completed']);
  });
});

function typesOf({ events }: WorkflowUpdate): string[] {
  return events.map(({ type }) => type);
}
