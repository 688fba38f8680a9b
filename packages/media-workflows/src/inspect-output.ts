import { STAGE_ERRORS, type MediaFile, type OutputInspection, type StageName } from '@org/media-contracts';
import { ActivityFailure } from '@temporalio/workflow';
import { isRequestedCancellation } from './cancellation.js';
import type { StageContext } from './run-stage.js';

/**
 * Reads an output: the remote service's word for success is not proof of a file.
 *
 * A wrong file fails the stage. A file that cannot be reached is kept with the reason, since the
 * remote task was paid for and may well be right.
 */
export async function inspectOutput(context: StageContext, stage: StageName, file: MediaFile): Promise<void> {
  const { board, activities, plan } = context;
  board.note(stage, { file });
  if (!plan.inspectOutputs) return;
  board.note(stage, { waitingFor: 'its output to be inspected' });
  try {
    settle(await activities.inspect(stage, file));
  } catch (error) {
    if (isRequestedCancellation(error)) {
      keep('the pipeline was cancelled');
      return;
    }
    if (!(error instanceof ActivityFailure)) throw error;
    keep(error.cause?.message ?? error.message);
  }

  function settle(inspection: OutputInspection | undefined): void {
    if (inspection?.valid === true) {
      if (lostItsPicture(stage, inspection.file)) refuse('the output should be video and is sound alone');
      else board.enter(stage, { state: 'succeeded', file: inspection.file });
    } else if (inspection?.valid === false) {
      refuse(inspection.reason);
    } else {
      keep('the inspection told nothing');
    }
  }

  function refuse(message: string): void {
    const error = { type: STAGE_ERRORS.outputInvalid, message };
    board.enter(stage, { state: 'failed', outputInvalid: true, error });
  }

  function keep(inspectionProblem: string): void {
    board.enter(stage, { state: 'succeeded', file: { ...file, inspected: false, inspectionProblem } });
  }
}

/** A source of sound alone is ingested as what it is; whoever transcodes wants the picture. */
function lostItsPicture(stage: StageName, { kind }: MediaFile): boolean {
  return stage === 'transcode' && kind === 'audio';
}
