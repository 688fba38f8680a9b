import {
  inheritedStage,
  STAGES,
  type MediaPipelineInput,
  type PipelineStatus,
  type StageName,
  type StageStatus,
} from '@org/media-contracts';
import type { Execution } from '../temporal/execution.js';

/** What a redrive is started with. */
export interface RedrivePlan {
  readonly workflowId: string;
  readonly input: MediaPipelineInput;
  /** Stages whose success is taken over. */
  readonly kept: readonly StageName[];
  /** Stages that run again, or go on with what still runs at the remote service. */
  readonly redone: readonly StageName[];
}

/**
 * Plans the redrive of a closed pipeline; undefined when every stage succeeded, so that there is nothing to redo.
 *
 * @param input What the closed run was started with.
 * @param status What it knew when it closed.
 * @param of The closed run.
 */
export function planRedrive(
  input: MediaPipelineInput,
  status: PipelineStatus,
  of: Execution,
): RedrivePlan | undefined {
  const kept = STAGES.filter((stage) => isKept(status.stages[stage]));
  const redone = STAGES.filter((stage) => !kept.includes(stage) && status.stages[stage].state !== 'disabled');
  if (redone.length === 0) return undefined;
  const stages = Object.fromEntries(
    STAGES.map((stage) => [stage, inheritedStage(status.stages[stage])] as const).filter(
      ([, own]) => own !== undefined,
    ),
  );
  return {
    workflowId: redriveId(status.lineage.workflowId, of.workflowId),
    input: {
      ...input,
      redrive: { of, lineage: status.lineage, stages: stages },
    },
    kept,
    redone,
  };
}

/**
 * The id of the redrive of a run: it follows from the run alone, so that two redrives at once start one.
 * The first run of a line is followed by `<root>-redrive-1`, that one by `<root>-redrive-2`.
 */
export function redriveId(root: string, of: string): string {
  const prefix = `${root}-redrive-`;
  const ordinal = of.startsWith(prefix) ? Number(of.slice(prefix.length)) : 0;
  return `${prefix}${(Number.isInteger(ordinal) ? ordinal : 0) + 1}`;
}

/** A stage that finished is never done again, unless its output was read and found wrong. */
function isKept({ state, outputInvalid, outcome }: StageStatus): boolean {
  return state === 'succeeded' && outcome?.outcome === 'succeeded' && !outputInvalid;
}
