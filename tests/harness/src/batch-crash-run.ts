import { startWorker } from '@org/dev-stack';
import { killAtHandOver, killAtShardWrite, type BatchMoment } from './batch-moments.ts';
import { keepBatches, type BatchLoad, type BatchTraffic } from './batch-traffic.ts';
import { TASKS_PER_ITEM, type BatchEnd } from './batches.ts';
import { killAtRandom, type Target } from './random-kill.ts';
import type { CreateMoment } from './remote-proxy.ts';
import { seededRandom } from './seeded-random.ts';
import { startStack, type Stack } from './stack.ts';

export type AimedMoment = CreateMoment | BatchMoment;

/** Batches of these sizes run one after the other as long as there are kills to come. */
export interface BatchCrashPlan extends BatchLoad {
  /** Kills of worker, remote service and Temporal, in random order at random times, that must interrupt something. */
  readonly kills: number;
  /** Kills of the worker at each of the moments. */
  readonly aimedEach: number;
  readonly moments: readonly AimedMoment[];
  /** The control: a service that does not honour idempotency keys. */
  readonly ignoreKeys: boolean;
  readonly say: (line: string) => void;
}

export interface BatchCrashOutcome {
  readonly kills: number;
  readonly killsByTarget: Readonly<Record<Target, number>>;
  readonly aimed: Readonly<Record<AimedMoment, number>>;
  /** Aimed kills that came too early or too late: they are counted nowhere else. */
  readonly missedAims: number;
  readonly batches: number;
  readonly items: number;
  readonly pipelineItems: number;
  readonly handOvers: number;
  readonly updates: number;
  /** Random kills while a second worker was there. */
  readonly killsBesideSecondWorker: number;
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
    const random = seededRandom(plan.seed);
    const traffic = keepBatches(stack, plan);
    const kills = await killThroughout({ stack, plan, traffic, random });
    plan.say(`${traffic.open().length} batches are still to end`);
    const { ends, handOvers, updates } = await traffic.drain();
    return { ...kills, ...countEnds(ends), handOvers, updates, ...(await countCreates(stack)) };
  } finally {
    await stack.stop();
  }
}

interface Campaign {
  readonly stack: Stack;
  readonly plan: BatchCrashPlan;
  readonly traffic: BatchTraffic;
  readonly random: () => number;
}

type KillCounts = Pick<
  BatchCrashOutcome,
  'kills' | 'killsByTarget' | 'aimed' | 'missedAims' | 'killsBesideSecondWorker'
>;

type Step = AimedMoment | 'random';

/** In the second third a second worker is there; kills are not aimed then, since it may hold what is aimed at. */
async function killThroughout(campaign: Campaign): Promise<KillCounts> {
  const { plan, random } = campaign;
  const third = Math.floor(plan.kills / 3);
  const early = Math.ceil(plan.aimedEach / 2);
  const tally = startTally();
  await carryOut(campaign, tally, shuffled(stepsOf(plan, third, early), random));
  if (third > 0) await carryOutBesideSecondWorker(campaign, tally, third);
  const rest = stepsOf(plan, plan.kills - 2 * third, plan.aimedEach - early);
  await carryOut(campaign, tally, shuffled(rest, random));
  return {
    ...tally,
    kills: plan.kills + plan.aimedEach * plan.moments.length,
    killsBesideSecondWorker: third,
  };
}

interface Tally {
  readonly killsByTarget: Record<Target, number>;
  readonly aimed: Record<AimedMoment, number>;
  missedAims: number;
}

function startTally(): Tally {
  return {
    killsByTarget: { worker: 0, remote: 0, temporal: 0 },
    aimed: { postInFlight: 0, afterReply: 0, shardWrite: 0, handOver: 0 },
    missedAims: 0,
  };
}

function stepsOf({ moments }: BatchCrashPlan, kills: number, aimedEach: number): Step[] {
  return [
    ...Array.from({ length: kills }, (): Step => 'random'),
    ...moments.flatMap((moment) => Array.from({ length: aimedEach }, (): Step => moment)),
  ];
}

async function carryOutBesideSecondWorker(campaign: Campaign, tally: Tally, kills: number): Promise<void> {
  const { stack, plan } = campaign;
  const second = await startWorker({ dataDir: `${stack.dataDir}/second`, env: stack.workerEnv });
  plan.say('a second worker has joined');
  await carryOut(campaign, tally, stepsOf(plan, kills, 0));
  await second.stop();
  plan.say('the second worker has left');
}

/** Each step again until it has interrupted something. */
async function carryOut(campaign: Campaign, tally: Tally, steps: readonly Step[]): Promise<void> {
  const { stack, plan, traffic, random } = campaign;
  for (const [done, step] of steps.entries()) {
    const say = (what: string): void => {
      plan.say(`${what} (${done + 1} of ${steps.length})`);
    };
    if (step === 'random') {
      const open = () => traffic.open().map(({ handle }) => handle);
      let target: Target | undefined;
      while (!target) target = await killAtRandom(stack, random, open);
      tally.killsByTarget[target]++;
      say(`killed ${target} with work in hand`);
    } else {
      while (!(await aimAt(campaign, step, tally))) {
        tally.missedAims++;
        plan.say(`the kill at ${step} came too late to interrupt it, and is not counted`);
      }
      tally.aimed[step]++;
      say(`killed the worker at ${step}`);
    }
  }
}

/** One kill of the worker; false when it came too late. */
async function aimAt(campaign: Campaign, moment: AimedMoment, tally: Tally): Promise<boolean> {
  const hit = await shoot(campaign, moment, tally);
  await campaign.stack.worker?.revive();
  return hit;
}

async function shoot(
  { stack, traffic }: Campaign,
  moment: AimedMoment,
  { aimed, missedAims }: Tally,
): Promise<boolean> {
  const shot = { stack, open: traffic.open };
  if (moment === 'handOver') return killAtHandOver(shot);
  // By turns before and after the shard is durable.
  if (moment === 'shardWrite') return killAtShardWrite(shot, (aimed.shardWrite + missedAims) % 2 === 1);
  await stack.proxy.aim(moment, () => stack.worker?.killNow());
  return true;
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

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
