import { STAGE_ERRORS, type MediaFile, type OutputInspection, type StageName } from '@org/media-contracts';
import { ActivityFailure, isCancellation } from '@temporalio/workflow';
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
    if (isCancellation(error)) return;
    if (!(error instanceof ActivityFailure)) throw error;
    const inspectionProblem = error.cause?.message ?? error.message;
    board.enter(stage, { state: 'succeeded', file: { ...file, inspected: false, inspectionProblem } });
  }

  function settle(inspection: OutputInspection): void {
    if (inspection.valid) {
      board.enter(stage, { state: 'succeeded', file: inspection.file });
      return;
    }
    const error = { type: STAGE_ERRORS.outputInvalid, message: inspection.reason };
    board.enter(stage, { state: 'failed', outputInvalid: true, error });
  }
}
