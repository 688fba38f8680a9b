import { PipelineFailureDetailsSchema } from '@org/media-contracts/schemas';
import type { PipelineRow, StageRow, WorkflowUpdate } from '@org/media-catalog';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../history/history-event.js';
import { recorded, updateOf, updatesOf } from '../testing/projected.js';

const FULL = ['succeeded', 'succeeded', 'succeeded', 'succeeded'];

describe('projectPipeline', () => {
  it('tells how a pipeline went that met no trouble', async () => {
    const update = updateOf(await recorded('plain'));
    const { pipeline } = update;
    expect(pipeline).toMatchObject({
      id: 'plain',
      tenantId: 'acme',
      keyId: 'key-1',
      assetId: 'asset-1',
      requestId: 'request-1',
      metadata: { shelf: '7' },
      state: 'succeeded',
      result: { ingestedUrl: 'https://outputs.test/ingest-1' },
    });
    expect(stateOfStages(pipeline)).toEqual(FULL);
    expect(pipeline?.closedAt).toBeGreaterThan(pipeline?.createdAt ?? Infinity);
    expect(typesOf(update)).toEqual([
      'pipeline.started',
      'stage.started ingest',
      'stage.succeeded ingest',
      'stage.started thumbnails',
      'stage.started audio',
      'stage.succeeded audio',
      'stage.succeeded thumbnails',
      'stage.started transcode',
      'stage.succeeded transcode',
      'pipeline.succeeded',
    ]);
    expect(update.files.map(({ role, tenantId, assetId }) => ({ role, tenantId, assetId }))).toEqual(
      ['ingest', 'audio', 'thumbnails', 'transcode'].map((role) => ({
        role,
        tenantId: 'acme',
        assetId: 'asset-1',
      })),
    );
    expect(update.runEnded).toBe(true);
  });

  it('keeps what every activity was given and gave, and how often it was tried by whom', async () => {
    const { activities } = updateOf(await recorded('plain'));
    expect(activities).toHaveLength(8);
    for (const activity of activities) {
      expect(activity).toMatchObject({ state: 'completed', attempts: 1, worker: 'recorder' });
      expect(activity).toHaveProperty('input');
      expect(activity).toHaveProperty('output');
      expect(activity.closedAt).toBeGreaterThanOrEqual(activity.startedAt ?? Infinity);
    }
  });

  it('tells each failed stage once, as the pipeline itself counts them', async () => {
    const history = await recorded('failed-stage');
    const update = updateOf(history);
    const end = history.events.at(-1);
    const details = PipelineFailureDetailsSchema.parse(end?.type === 'failed' && end.failure.details);
    expect(update.pipeline).toMatchObject({ state: 'failed', error: { type: 'PipelineFailed' } });
    const failed = (update.pipeline?.stages ?? []).flatMap(({ stage, state, generation, remoteId, error }) =>
      state === 'failed' || state === 'timedOut'
        ? [{ stage, generation, ...(remoteId && { remoteId }), ...error }]
        : [],
    );
    expect(failed).toEqual(details.failed);
    const types = typesOf(update);
    expect(types.filter((type) => type === 'stage.failed audio')).toHaveLength(1);
    expect(types.filter((type) => type === 'stage.failed thumbnails')).toHaveLength(1);
    expect(types.filter((type) => type === 'stage.waiting audio')).toHaveLength(2);
    expect(types.filter((type) => type === 'stage.started audio')).toHaveLength(3);
    expect(types.indexOf('stage.failed audio')).toBeLessThan(types.indexOf('stage.started transcode'));
  });

  it('says since when and why a pipeline waits', async () => {
    const history = await recorded('parked');
    const waits = updatesOf(
      history,
      history.events.map(() => 1),
    ).map(({ pipeline }) => pipeline);
    expect(waits).toContainEqual(
      expect.objectContaining({
        state: 'parked',
        waitingFor: expect.stringContaining('the account to work again: the key was refused') as string,
      }),
    );
    expect(waits).toContainEqual(
      expect.objectContaining({
        state: 'running',
        waitingFor: expect.stringMatching(/^audio: quota until/) as string,
      }),
    );
    expect(waits.at(-1)).not.toHaveProperty('waitingFor');
    const types = typesOf(updateOf(history));
    expect(types.filter((type) => type.startsWith('pipeline.'))).toEqual([
      'pipeline.started',
      'pipeline.parked',
      'pipeline.resumed',
      'pipeline.succeeded',
    ]);
  });

  it('tells what a cancelled pipeline left undone', async () => {
    const update = updateOf(await recorded('cancelled'));
    expect(update.pipeline?.state).toBe('cancelled');
    expect(stateOfStages(update.pipeline)).toEqual(['succeeded', 'cancelled', 'cancelled', 'pending']);
    expect(typesOf(update).slice(-4)).toEqual([
      'pipeline.cancelling',
      'stage.cancelled audio',
      'stage.cancelled thumbnails',
      'pipeline.cancelled',
    ]);
  });

  it('shows what a redrive took over as done, and tells only of what it did', async () => {
    const update = updateOf(await recorded('redrive'));
    expect(update.pipeline).toMatchObject({ redriveOf: 'redrive-first', state: 'succeeded' });
    expect(stateOfStages(update.pipeline)).toEqual(FULL);
    expect(typesOf(update).filter((type) => type.startsWith('stage.'))).toEqual([
      'stage.started audio',
      'stage.succeeded audio',
    ]);
  });

  it('does not tell again what a reset has copied', async () => {
    const history = await recorded('reset');
    const update = updateOf(history);
    expect(typesOf(update)).not.toContain('pipeline.started');
    expect(typesOf(update)).not.toContain('stage.started ingest');
    expect(update.activities.map(({ type }) => type)).not.toContain('ingest');
    expect(stateOfStages(update.pipeline)).toEqual(FULL);
  });

  it('does not end with a run that was reset, but with one that was terminated', async () => {
    const { run, events } = await recorded('plain');
    const begun = events.slice(0, 4);
    const head = { id: 99, at: 2_000_000_000_000 };
    const endWith = (end: HistoryEvent) => updateOf({ run, events: [...begun, end] });

    const reset = endWith({ ...head, type: 'handedOver' });
    expect(reset.pipeline?.state).toBe('running');
    expect(reset.callbacks).toEqual([]);
    expect(reset.activities.at(-1)).toMatchObject({ state: 'cancelled', failure: { type: 'Abandoned' } });

    const terminated = endWith({ ...head, type: 'terminated', reason: 'enough' });
    expect(terminated.pipeline).toMatchObject({
      state: 'failed',
      error: { type: 'Terminated', message: 'enough' },
    });
    expect(stateOfStages(terminated.pipeline)?.[0]).toBe('cancelled');
    expect(terminated.callbacks).toEqual([expect.objectContaining({ event: 'pipeline.failed' })]);
  });

  it('is due a callback once, under the same id in every run, and only for what was asked', async () => {
    const { events } = await recorded('plain');
    const [plain] = updateOf(await recorded('plain')).callbacks;
    expect(plain).toMatchObject({ event: 'pipeline.succeeded', url: 'https://caller.test/hook?token=1' });
    expect(JSON.parse(plain?.payload ?? '')).toMatchObject({
      type: 'pipeline.succeeded',
      timestamp: new Date(events.at(-1)?.at ?? 0).toISOString(),
      data: { id: 'plain', state: 'succeeded', metadata: { shelf: '7' } },
    });
    const { run } = await recorded('plain');
    const [afterReset] = updateOf({
      run: { ...run, runId: 'another' },
      events: afterAReset(events),
    }).callbacks;
    expect(afterReset).toEqual(plain);
    const others = { url: 'https://caller.test/hook', events: ['pipeline.failed'] };
    expect(updateOf(await recorded('plain', { tenantId: 'acme', callback: others })).callbacks).toEqual([]);
    expect(updateOf(await recorded('plain', { tenantId: 'acme' })).callbacks).toEqual([]);
  });
});

/** The same history as if all but its end had been copied into another run. */
function afterAReset(events: readonly HistoryEvent[]): HistoryEvent[] {
  const end = events.at(-1) as HistoryEvent;
  return [...events.slice(0, -1), { id: end.id, at: end.at, type: 'reset', newRunId: 'another' }, end];
}

function stateOfStages(pipeline: PipelineRow | undefined): string[] | undefined {
  return pipeline?.stages.map(({ state }: StageRow) => state);
}

function typesOf({ events }: WorkflowUpdate): string[] {
  return events.map(({ type, data }) => {
    const { stage } = data as { stage?: string };
    return stage === undefined ? type : `${type} ${stage}`;
  });
}
