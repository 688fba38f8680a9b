import {
  DEFAULT_STAGE_OPTIONS,
  DEFAULT_STAGE_POLICIES,
  STAGES,
  type MediaPipelineInput,
} from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { mapStages, planPipeline } from './pipeline-plan.js';

const OWN = { workflowId: 'films', runId: 'run-1' };
const SOURCE = 'https://media.test/in.mp4';
const plan = (input: Partial<MediaPipelineInput> = {}) =>
  planPipeline({ source: SOURCE, ...input }, OWN, 'media');

describe('planPipeline', () => {
  it('fills in every default', () => {
    expect(plan()).toMatchObject({
      source: SOURCE,
      account: 'default',
      transcodeInParallel: false,
      inspectOutputs: true,
      searchAttributes: false,
      metadata: undefined,
      webhookUrl: undefined,
      heartbeatTimeoutMs: 20_000,
      accountProbeMs: 600_000,
      lineage: OWN,
      queues: { remote: 'media-remote', check: 'media-check' },
    });
    for (const stage of STAGES) {
      expect(plan().stages[stage]).toEqual({
        enabled: true,
        options: DEFAULT_STAGE_OPTIONS[stage],
        policy: DEFAULT_STAGE_POLICIES[stage],
        output: undefined,
        inherited: undefined,
      });
    }
  });

  it('replaces options as a whole, and of a policy only what is given', () => {
    const { thumbnails } = plan({
      stages: { thumbnails: { options: { width: 100 }, policy: { generations: 1, waitMs: undefined } } },
    }).stages;
    expect(thumbnails.options).toEqual({ width: 100 });
    expect(thumbnails.policy).toEqual({ ...DEFAULT_STAGE_POLICIES.thumbnails, generations: 1 });
  });

  it('delivers below the first run, with the format of the options', () => {
    const { stages } = plan({
      destination: 's3://bucket/films//',
      stages: { audio: { options: { format: 'aac' } }, thumbnails: { options: { width: 100 } } },
    });
    expect(stages.audio.output).toBe('s3://bucket/films/run-1/audio.aac');
    expect(stages.thumbnails.output).toBe('s3://bucket/films/run-1/thumbnails.webp');
  });

  it('takes over the lineage of a redrive, also in the destination', () => {
    const lineage = { workflowId: 'films', runId: 'run-0' };
    const inherited = { operation: { operationId: 'films/run-0/audio', generation: 2, startedAt: 1 } };
    const stages = { ingest: undefined, thumbnails: undefined, transcode: undefined, audio: inherited };
    const { stages: planned, lineage: kept } = plan({
      destination: 's3://bucket',
      redrive: { of: { workflowId: 'films', runId: 'run-5' }, lineage, stages },
    });
    expect(kept).toEqual(lineage);
    expect(planned.audio).toMatchObject({ inherited, output: 's3://bucket/run-0/audio.mp3' });
  });

  it('prefers the queues that are named', () => {
    expect(plan({ taskQueues: { remote: 'elsewhere' } }).queues).toEqual({
      remote: 'elsewhere',
      check: 'media-check',
    });
  });

  it.each([undefined, null, 'https://media.test/in.mp4', {}, { source: 5 }])('refuses %o', (input) => {
    expect(() => planPipeline(input as unknown as MediaPipelineInput, OWN, 'media')).toThrow(TypeError);
  });
});

describe('mapStages', () => {
  it('makes one value per stage, in their order', () => {
    expect(Object.entries(mapStages((stage) => stage.length))).toEqual([
      ['ingest', 6],
      ['thumbnails', 10],
      ['audio', 5],
      ['transcode', 9],
    ]);
  });
});
