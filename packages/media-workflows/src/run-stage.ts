import {
  FAILURE_TYPES,
  STAGE_ERRORS,
  type InheritedStage,
  type Operation,
  type RemoteOutcome,
  type StageName,
} from '@org/media-contracts';
import { sleep } from '@temporalio/workflow';
import type { AccountGate } from './account-gate.js';
import { isRequestedCancellation } from './cancellation.js';
import { findLeftRunning, noteLeftRunning, rememberRemoteTask } from './left-running.js';
import { activityIdOf, firstGeneration, nextGeneration, operationId } from './operation.js';
import type { PipelineBoard } from './pipeline-board.js';
import type { PipelinePlan, StagePlan } from './pipeline-plan.js';
import { checkedOutcome } from './remote-outcome.js';
import { afterSetback, type Setback } from './setback.js';
import type { StageActivities } from './stage-activities.js';
import { StageFailed, toldRemoteId, troubleOf } from './stage-failure.js';

export type StageSuccess = Extract<RemoteOutcome, { outcome: 'succeeded' }>;

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
  /** Remote tasks this run has asked for, the current generation included. */
  tries: number;
}

/**
 * Carries a stage to its end: generation after generation, as its policy allows. How it ended is on the
 * board; resolves with undefined when it ended without success.
 *
 * One loop rather than a function per step: every promise that is pending while a stage waits costs
 * each cached pipeline about a KiB of heap, since the SDK keeps its stack.
 */
export async function runStage(
  context: StageContext,
  stage: StageName,
  input: string,
): Promise<StageSuccess | undefined> {
  const run = beginStage(context, stage, input);
  const kept = adopted(run);
  if (kept) return kept;
  try {
    for (;;) {
      if (context.gate.parked()) await passGate(run);
      let outcome: RemoteOutcome;
      try {
        outcome = checkedOutcome(await schedule(run));
      } catch (error) {
        await settle(run, error);
        continue;
      }
      if (outcome.outcome === 'succeeded') return succeed(run, outcome);
      await backOff(run, outcome);
    }
  } catch (error) {
    await endWithoutSuccess(run, error);
    return undefined;
  }
}

function succeed({ context, stage }: StageRun, outcome: StageSuccess): StageSuccess {
  context.board.note(stage, { outcome, remoteId: outcome.remoteId });
  context.board.enter(stage, { state: 'succeeded' });
  return outcome;
}

async function endWithoutSuccess(run: StageRun, error: unknown): Promise<void> {
  const { board } = run.context;
  if (isRequestedCancellation(error)) {
    board.setPhase('cancelling');
    await noteLeftRunning(run);
    board.enter(run.stage, { state: 'cancelled' });
    return;
  }
  // Anything else is a fault of ours: it fails the workflow task, which is retried once mended.
  if (!(error instanceof StageFailed)) throw error;
  const { type, message, remote } = error;
  const state = type === STAGE_ERRORS.timedOut ? 'timedOut' : 'failed';
  board.enter(run.stage, { state, error: { type, message, ...(remote && { remote }) } });
}

/** Takes over what an earlier execution left: a running task keeps its generation, an ended one is followed by the next. */
function beginStage(context: StageContext, stage: StageName, input: string): StageRun {
  const plan = context.plan.stages[stage];
  const inherited = plan.inherited;
  const spent = inherited !== undefined && !isAdoptable(plan) && isSpent(inherited, input);
  const operation = inherited?.operation ?? firstGeneration(operationId(context.plan.lineage, stage));
  return {
    context,
    stage,
    plan,
    input,
    operation: spent ? nextGeneration(operation) : operation,
    remoteId: spent ? undefined : inherited?.remoteId,
    deadlineAt: Date.now() + plan.policy.deadlineMs,
    tries: 1,
  };
}

/** The remote task has ended, or works on a file that was made again since: the same key would be refused. */
function isSpent(inherited: InheritedStage, input: string): boolean {
  return inherited.outcome !== undefined || (inherited.input !== undefined && inherited.input !== input);
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

/** Waits while the account is blocked. The deadline moves on by the time spent parked. */
async function passGate(run: StageRun): Promise<void> {
  const { gate, board } = run.context;
  const since = Date.now();
  board.enter(run.stage, { state: 'parked', waitingFor: 'the account to work again' });
  await gate.pass();
  run.deadlineAt += Date.now() - since;
}

function schedule(run: StageRun): Promise<RemoteOutcome> {
  const { stage, operation, input, deadlineAt, remoteId } = run;
  const activityId = activityIdOf(operation);
  run.context.board.enter(stage, { state: 'running', operation, input, activityId, deadlineAt });
  return run.context.activities.carryOut({ stage, operation, input, deadlineAt, remoteId });
}

/** Returns when the same generation is to be scheduled again, under the same id; throws when the stage ends. */
async function settle(run: StageRun, error: unknown): Promise<void> {
  rememberRemoteTask(run, toldRemoteId(error));
  if (isRequestedCancellation(error)) throw error;
  const trouble = troubleOf(error, Date.now());
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

/** Goes on to the next generation after its back-off, or fails the stage when there is to be none. */
async function backOff(run: StageRun, setback: Setback): Promise<void> {
  run.context.board.note(run.stage, { outcome: setback, remoteId: setback.remoteId });
  // It has ended: neither the next generation nor a cancellation has to do with it.
  run.remoteId = undefined;
  run.deadlineAt += setback.throttledMs ?? 0;
  const { tries, deadlineAt } = run;
  const next = afterSetback(setback, run.plan.policy, { tries, deadlineAt, now: Date.now() });
  if (!next.again) throw new StageFailed({ type: next.type, message: next.message, remote: setback.error });
  const waitingFor = `the next generation, since ${setback.error.message}`;
  run.context.board.enter(run.stage, { state: 'backingOff', waitingFor, until: Date.now() + next.waitMs });
  await sleep(next.waitMs, {
    summary: `${run.stage}: back-off before generation ${run.operation.generation + 1}`,
  });
  run.tries++;
  run.operation = nextGeneration(run.operation);
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
