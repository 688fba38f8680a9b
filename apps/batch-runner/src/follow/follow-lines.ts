import { STAGES, type StageName } from '@org/media-contracts';
import { clause, clockTime, type PipelineReading, type StagePicture } from '@org/media-control';
import { stageLine } from '../picture/stage-line.js';

/** What a follower shows of one reading: a line per subject, keyed so that a change of one is seen. */
export function followLines(reading: PipelineReading): ReadonlyMap<string, string> {
  const { picture, state, silence } = reading;
  const lines = new Map<string, string>();
  for (const stage of STAGES) lines.set(stage, stageLine(stage, picture.stages[stage]));
  if (picture.parked) {
    const { reason, nextProbeAt } = picture.parked;
    lines.set(
      'parked',
      `parked: ${clause(reason)}. Asks again at ${clockTime(nextProbeAt)}; once it is mended: batch-runner pipeline resume ${reading.workflowId}`,
    );
  }
  if (silence && state === 'running') lines.set('silence', silence);
  return lines;
}

/** Progress in steps of ten, so that a log gets at most ten lines of it per stage. */
export function coarse(reading: PipelineReading): PipelineReading {
  const stages = Object.fromEntries(
    Object.entries(reading.picture.stages).map(([name, stage]) => [name, coarseStage(stage)]),
  ) as Record<StageName, StagePicture>;
  return { ...reading, picture: { ...reading.picture, stages } };
}

function coarseStage(stage: StagePicture): StagePicture {
  return stage.progress === undefined ? stage : { ...stage, progress: Math.floor(stage.progress / 10) * 10 };
}
