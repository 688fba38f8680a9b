import { resumePipeline } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { causeOf, failureDetailsOf } from './pipeline-failure.ts';
import { statusOf, type Pipeline, type PipelineWorld } from './pipeline-world.ts';
import { redriveOf } from './redrive-of.ts';
import { resetPipeline } from './reset-pipeline.ts';
import type { Script, ScriptedService } from './scripted-service.ts';
import { accountBlocked, endsBadly, hangs, succeeds, throttled, transient } from './steps.ts';

/** A pipeline brought to its end, in the way its name says. Its history is recorded. */
export interface Scenario {
  readonly script: Script;
  readonly play: (
    world: PipelineWorld,
    service: ScriptedService,
    workflowId: string,
  ) => Promise<Pick<Pipeline, 'fetchHistory'>>;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain: {
    script: {},
    play: async (world, _service, workflowId) => {
      const pipeline = await world.start({ searchAttributes: true }, { workflowId });
      await pipeline.result();
      return pipeline;
    },
  },
  'transcode-in-parallel': {
    script: { stages: { audio: [transient, endsBadly('remoteFailed'), succeeds()] } },
    play: async (world, _service, workflowId) => {
      const pipeline = await world.start({ transcodeInParallel: true }, { workflowId });
      await pipeline.result();
      return pipeline;
    },
  },
  'failed-stage': {
    script: { stages: { audio: [endsBadly('remoteFailed')], thumbnails: [hangs()] } },
    play: async (world, _service, workflowId) => {
      const stages = { thumbnails: { policy: { deadlineMs: 3_000 } }, audio: { policy: { backoffMs: 100 } } };
      const pipeline = await world.start({ stages }, { workflowId });
      await failureDetailsOf(pipeline);
      return pipeline;
    },
  },
  parked: {
    script: {
      stages: {
        thumbnails: [accountBlocked, succeeds()],
        audio: [accountBlocked, throttled(1_500), succeeds()],
      },
    },
    play: async (world, _service, workflowId) => {
      const pipeline = await world.start({ accountProbeMs: 600_000 }, { workflowId });
      await until('both to be parked', async () => {
        const { stages } = await statusOf(pipeline);
        return stages.thumbnails.state === 'parked' && stages.audio.state === 'parked';
      });
      await pipeline.signal(resumePipeline);
      await pipeline.result();
      return pipeline;
    },
  },
  cancelled: {
    script: {
      stages: { audio: [hangs()], thumbnails: [endsBadly('remoteFailed')] },
      findRemote: async () => ({ remote: { remoteId: 'task-found', state: 'running' } }),
    },
    play: async (world, service, workflowId) => {
      const stages = { thumbnails: { policy: { backoffMs: 600_000 } } };
      const pipeline = await world.start({ stages }, { workflowId });
      await until('audio to run and thumbnails to back off', async () => {
        const { thumbnails } = (await statusOf(pipeline)).stages;
        return thumbnails.state === 'backingOff' && service.callsOf('audio').length > 0;
      });
      await pipeline.cancel();
      await causeOf(pipeline);
      return pipeline;
    },
  },
  reset: {
    script: { stages: { audio: [hangs(), succeeds()] } },
    play: async (world, service, workflowId) => {
      const pipeline = await world.start({}, { workflowId });
      await until('audio to run', () => service.callsOf('audio').length === 1);
      const again = await resetPipeline(pipeline, { task: 1 });
      await again.result();
      return again;
    },
  },
  redrive: {
    script: {
      stages: {
        audio: [endsBadly('remoteFailed', { kind: 'invalid_input', message: 'no sound' }), succeeds()],
      },
    },
    play: async (world, _service, workflowId) => {
      const first = await world.start({}, { workflowId: `${workflowId}-first` });
      await failureDetailsOf(first);
      const second = await world.start({ redrive: await redriveOf(first) }, { workflowId });
      await second.result();
      return second;
    },
  },
};
