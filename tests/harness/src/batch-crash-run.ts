import { killThroughout, type KillCounts, type KillPlan } from './batch-kills.ts';
import { keepBatches, type BatchLoad } from './batch-traffic.ts';
import { TASKS_PER_ITEM, type BatchEnd } from './batches.ts';
import { startStack, type Stack } from './stack.ts';

/** Batches of these sizes run one after the other as long as there are kills to come. */
export interface BatchCrashPlan extends BatchLoad, KillPlan {
  /** The control: a service that does not honour idempotency keys. */
  readonly ignoreKeys: boolean;
}

export interface BatchCrashOutcome extends KillCounts {
  readonly batches: number;
  readonly items: number;
  readonly pipelineItems: number;
  readonly handOvers: number;
  readonly updates: number;
  readonly lost: number;
  readonly problems: readonly string[];
  /** What was to be paid: one task per job, four per pipeline. */
  readonly tasks: number;
  readonly creates: number;
  readonly replayedCreates: number;
  readonly duplicateCreates: number;
}

/** The server suggests to continue as new after so many events: a hand-over every few seconds. */
const SUGGESTED_EVENTS = 500;

/** Keeps batches in flight while processes die, then lets all of them end and counts what was paid. */
export async function runBatchCrashes(plan: BatchCrashPlan): Promise<BatchCrashOutcome> {
  const stack = await startStack({
    remoteArgs: ['--simulate', 'uniform:300:2000', '--seed', String(plan.seed)],
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_EVENTS },
  });
  try {
    if (plan.ignoreKeys) await stack.admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }]);
    const traffic = keepBatches(stack, plan);
    const kills = await killThroughout(stack, plan, traffic.open);
    plan.say(`${traffic.open().length} batches are still to end`);
    const { ends, handOvers, updates } = await traffic.drain();
    return { ...kills, ...countEnds(ends), handOvers, updates, ...(await countCreates(stack)) };
  } finally {
    await stack.stop();
  }
}

function countEnds(
  ends: readonly BatchEnd[],
): Pick<BatchCrashOutcome, 'batches' | 'items' | 'pipelineItems' | 'lost' | 'problems' | 'tasks'> {
  const pipelines = ends.filter(({ form }) => form === 'pipelines');
  return {
    batches: ends.length,
    items: sum(ends.map(({ items }) => items)),
    pipelineItems: sum(pipelines.map(({ items }) => items)),
    lost: sum(ends.map(({ lost }) => lost)),
    problems: ends.flatMap(({ problems }) => problems).slice(0, 10),
    tasks: sum(ends.map(({ form, items }) => items * TASKS_PER_ITEM[form])),
  };
}

async function countCreates({
  admin,
}: Stack): Promise<Pick<BatchCrashOutcome, 'creates' | 'replayedCreates' | 'duplicateCreates'>> {
  const { creates, replayed, duplicates } = await admin.ledger();
  return { creates, replayedCreates: replayed, duplicateCreates: duplicates.length };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
