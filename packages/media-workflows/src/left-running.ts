import { STAGE_ERRORS, type Operation, type StageName } from '@org/media-contracts';
import { ActivityFailure, CancellationScope } from '@temporalio/workflow';
import type { PipelineBoard } from './pipeline-board.js';
import type { StageActivities } from './stage-activities.js';

/** A stage whose generation may have left a remote task running. */
interface UnfinishedStage {
  readonly context: { readonly board: PipelineBoard; readonly activities: StageActivities };
  readonly stage: StageName;
  readonly operation: Operation;
  readonly input: string;
  remoteId: string | undefined;
}

/** Once its key is too old, a task is only as safe as what is known of it: an id outlasts keys and lists. */
export function rememberRemoteTask(run: UnfinishedStage, remoteId: string | undefined): void {
  if (remoteId === undefined) return;
  run.remoteId = remoteId;
  run.context.board.note(run.stage, { remoteId });
}

/** For a stage that is cancelled: what is left running, or why that is not known, goes on the board. */
export async function noteLeftRunning(run: UnfinishedStage): Promise<void> {
  const { board } = run.context;
  if (board.stage(run.stage).state === 'pending') return;
  const message = await findLeftRunning(run);
  if (message) board.note(run.stage, { error: { type: STAGE_ERRORS.remoteLost, message } });
}

/** Puts the remote task of the generation on the board; resolves with the reason when that is not possible. */
export async function findLeftRunning(run: UnfinishedStage): Promise<string | undefined> {
  const { context, stage, operation, input } = run;
  const { board, activities } = context;
  const noteLeft = (remoteId: string): void => {
    board.note(stage, { remoteId, leftRunning: { remoteId, state: 'running' } });
  };
  try {
    const { remote } = await CancellationScope.nonCancellable(() => activities.findRemote(operation, input));
    if (remote?.state === 'running') noteLeft(remote.remoteId);
    else if (remote) board.note(stage, { remoteId: remote.remoteId });
    // Lists lag behind creates: what an attempt named was running when it was told.
    else if (run.remoteId !== undefined) noteLeft(run.remoteId);
    return undefined;
  } catch (error) {
    if (run.remoteId !== undefined) noteLeft(run.remoteId);
    const reason = error instanceof ActivityFailure ? (error.cause ?? error) : error;
    return `what is left running could not be looked up: ${reason instanceof Error ? reason.message : String(reason)}`;
  }
}
