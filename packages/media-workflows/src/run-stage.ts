import {
  FAILURE_TYPES,
  PERMANENT_REMOTE_ERRORS,
  STAGE_ERRORS,
  type Operation,
  type RemoteOutcome,
  type StageName,
} from '@org/media-contracts';
import { ActivityFailure, CancellationScope, sleep } from '@temporalio/workflow';
import type { AccountGate } from './account-gate.js';
import { isRequestedCancellation } from './cancellation.js';
import { activityIdOf, firstGeneration, nextGeneration, operationId } from './operation.js';
import type { PipelineBoard } from './pipeline-board.js';
import type { PipelinePlan, StagePlan } from './pipeline-plan.js';
import { checkedOutcome } from './remote-outcome.js';
import type { StageActivities } from './stage-activities.js';
import { StageFailed, troubleOf, type ActivityTrouble } from './stage-failure.js';

export type StageSuccess = Extract<RemoteOutcome, { outcome: 'succeeded' }>;
type StageSetback = Exclude<RemoteOutcome, { outcome: 'succeeded' }>;

export interface StageContext {
  readonly plan: PipelinePlan;
  readonly board: PipelineBoard;
  readonly gate: AccountGate;
  readonly activities: StageActivities;
}

/** A stage between two generations or attempts at one. */
interface StageRun {
  readonly context: StageContext;
  readonly stage: StageName;
  readonly plan: StagePlan;
  readonly input: string;
  operation: Operation;
  remoteId: string | undefined;
  deadlineAt: number;
  /** Remote tasks this run may still pay for after the current generation. */
  generationsLeft: number;
}

/**
 * Carries a stage to its end: generation after generation, as its policy allows.
 *
 * @throws StageFailed when it ends without success; a cancellation is rethrown after what was left
 *   running at the remote service is on the board.
 */
export async function runStage(
  context: StageContext,
  stage: StageName,
  input: string,
): Promise<StageSuccess> {
  const run = beginStage(context, stage, input);
  try {
    return adopted(run) ?? (await carryToEnd(run));
  } catch (error) {
    if (isRequestedCancellation(error)) {
      await noteLeftRunning(run);
      throw error;
    }
    if (error instanceof StageFailed) {
      const { type, message, remote } = error;
      const state = type === STAGE_ERRORS.timedOut ? 'timedOut' : 'failed';
      context.board.enter(stage, { state, error: { type, message, ...(remote && { remote }) } });
    }
    throw error;
  }
}

/** Takes over what an earlier execution left: a running task keeps its generation, an ended one is followed by the next. */
function beginStage(context: StageContext, stage: StageName, input: string): StageRun {
  const plan = context.plan.stages[stage];
  const inherited = plan.inherited;
  const spent = inherited?.outcome !== undefined && !isAdoptable(plan);
  const operation = inherited?.operation ?? firstGeneration(operationId(context.plan.lineage, stage));
  return {
    context,
    stage,
    plan,
    input,
    operation: spent ? nextGeneration(operation) : operation,
    remoteId: spent ? undefined : inherited?.remoteId,
    deadlineAt: Date.now() + plan.policy.deadlineMs,
    generationsLeft: plan.policy.generations - 1,
  };
}

function isAdoptable({ inherited }: StagePlan): boolean {
  return inherited?.outcome?.outcome === 'succeeded' && !inherited.outputInvalid;
}

/** A stage that succeeded before is never done again. */
function adopted({ context, stage, plan, operation }: StageRun): StageSuccess | undefined {
  const outcome = plan.inherited?.outcome;
  if (!isAdoptable(plan) || outcome?.outcome !== 'succeeded') return undefined;
  context.board.enter(stage, {
    state: 'succeeded',
    adopted: true,
    operation,
    remoteId: outcome.remoteId,
    outcome,
  });
  return outcome;
}

async function carryToEnd(run: StageRun): Promise<StageSuccess> {
  const { board } = run.context;
  for (;;) {
    await passGate(run);
    const outcome = await attempt(run);
    if (!outcome) continue;
    board.note(run.stage, { outcome, remoteId: outcome.remoteId });
    if (outcome.outcome === 'succeeded') {
      board.enter(run.stage, { state: 'succeeded' });
      return outcome;
    }
    run.deadlineAt += outcome.throttledMs ?? 0;
    await backOff(run, outcome);
  }
}

/** Waits while the account is blocked. The deadline moves on by the time spent parked. */
async function passGate(run: StageRun): Promise<void> {
  const { gate, board } = run.context;
  if (!gate.parked()) return;
  const since = Date.now();
  board.enter(run.stage, { state: 'parked', waitingFor: 'the account to work again' });
  await gate.pass();
  run.deadlineAt += Date.now() - since;
}

/** One scheduling of the current generation. Undefined: it is to be scheduled again, under the same id. */
async function attempt(run: StageRun): Promise<RemoteOutcome | undefined> {
  const { stage, operation, input, deadlineAt, remoteId } = run;
  run.context.board.enter(stage, {
    state: 'running',
    operation,
    activityId: activityIdOf(operation),
    deadlineAt,
  });
  try {
    return checkedOutcome(
      await run.context.activities.carryOut({ stage, operation, input, deadlineAt, remoteId }),
    );
  } catch (error) {
    if (isRequestedCancellation(error)) throw error;
    await settle(run, troubleOf(error, Date.now()));
    return undefined;
  }
}

async function settle(run: StageRun, trouble: ActivityTrouble): Promise<void> {
  switch (trouble.kind) {
    case 'accountBlocked':
      run.context.gate.block(trouble.reason);
      return;
    case 'throttled':
      await waitForQuota(run, trouble);
      return;
    case 'timedOut':
      throw await endedWithoutOutcome(run, { type: STAGE_ERRORS.timedOut, message: trouble.message });
    case 'failed':
      throw await endedWithoutOutcome(run, trouble);
  }
}

async function waitForQuota(
  run: StageRun,
  { retryAt, throttledMs }: { retryAt: number; throttledMs: number },
): Promise<void> {
  const waitMs = retryAt - Date.now();
  run.deadlineAt += throttledMs + Math.max(0, waitMs);
  run.context.board.enter(run.stage, { state: 'waitingForQuota', waitingFor: 'quota', until: retryAt });
  if (waitMs > 0) await sleep(waitMs, { summary: `${run.stage}: waiting for quota` });
}

/** Goes on to the next generation after its back-off, or fails the stage when the policy allows none. */
async function backOff(run: StageRun, setback: StageSetback): Promise<void> {
  const { policy } = run.plan;
  if (run.generationsLeft <= 0 || isPermanent(setback)) throw failureOf(setback);
  const spent = policy.generations - 1 - run.generationsLeft;
  const waitMs = policy.backoffMs * policy.backoffCoefficient ** spent;
  if (Date.now() + waitMs >= run.deadlineAt) {
    const message = `the deadline leaves no time for another generation; the last one: ${setback.error.message}`;
    throw new StageFailed({ type: STAGE_ERRORS.timedOut, message, remote: setback.error });
  }
  const waitingFor = `the next generation, since ${setback.error.message}`;
  run.context.board.enter(run.stage, { state: 'backingOff', waitingFor, until: Date.now() + waitMs });
  await sleep(waitMs, {
    summary: `${run.stage}: back-off before generation ${run.operation.generation + 1}`,
  });
  run.generationsLeft--;
  run.operation = nextGeneration(run.operation);
  run.remoteId = undefined;
}

function isPermanent({ error }: StageSetback): boolean {
  return error.kind !== undefined && PERMANENT_REMOTE_ERRORS.includes(error.kind);
}

function failureOf({ outcome, error, remoteId }: StageSetback): StageFailed {
  return new StageFailed({
    type: STAGE_ERRORS[outcome],
    message: `${remoteId}: ${error.message}`,
    remote: error,
  });
}

/** An activity that ends by throwing gives no id, so the remote task it may have left is looked up. */
async function endedWithoutOutcome(
  run: StageRun,
  { type, message }: { type: string; message: string },
): Promise<StageFailed> {
  // A refused request made nothing that could be found.
  const problem = type === FAILURE_TYPES.badInput ? undefined : await findLeftRunning(run);
  return new StageFailed({ type, message: problem ? `${message}; ${problem}` : message });
}

async function noteLeftRunning(run: StageRun): Promise<void> {
  const { board } = run.context;
  if (board.stage(run.stage).state === 'pending') return;
  const message = await findLeftRunning(run);
  if (message) board.note(run.stage, { error: { type: STAGE_ERRORS.remoteLost, message } });
}

/** Puts the remote task of the generation on the board; resolves with the reason when that is not possible. */
async function findLeftRunning({ context, stage, operation, input }: StageRun): Promise<string | undefined> {
  const { board, activities } = context;
  try {
    const { remote } = await CancellationScope.nonCancellable(() => activities.findRemote(operation, input));
    if (!remote) return undefined;
    const { remoteId, state } = remote;
    board.note(stage, { remoteId, ...(state === 'running' && { leftRunning: { remoteId, state } }) });
    return undefined;
  } catch (error) {
    const reason = error instanceof ActivityFailure ? (error.cause ?? error) : error;
    return `what is left running could not be looked up: ${reason instanceof Error ? reason.message : String(reason)}`;
  }
}
