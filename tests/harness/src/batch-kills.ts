import { startWorker } from '@org/dev-stack';
import { killAtHandOver, killAtShardWrite, type BatchMoment } from './batch-moments.ts';
import type { StartedBatch } from './batches.ts';
import { killAtRandom, type Target } from './random-kill.ts';
import type { CreateMoment } from './remote-proxy.ts';
import { seededRandom } from './seeded-random.ts';
import type { Stack } from './stack.ts';

export type AimedMoment = CreateMoment | BatchMoment;

export interface KillPlan {
  readonly seed: number;
  /** Kills of worker, remote service and Temporal, in random order at random times, that must interrupt something. */
  readonly kills: number;
  /** Kills of the worker at each of the moments. */
  readonly aimedEach: number;
  readonly moments: readonly AimedMoment[];
  readonly say: (line: string) => void;
}

export interface KillCounts {
  readonly kills: number;
  readonly killsByTarget: Readonly<Record<Target, number>>;
  readonly aimed: Readonly<Record<AimedMoment, number>>;
  /** Aimed kills that came too late: they are counted nowhere else. */
  readonly missedAims: number;
  /** Random kills while a second worker was there. */
  readonly killsBesideSecondWorker: number;
}

interface Campaign {
  readonly stack: Stack;
  readonly plan: KillPlan;
  readonly open: () => readonly StartedBatch[];
  readonly random: () => number;
}

type Step = AimedMoment | 'random';

/**
 * Kills processes, one after the other, while batches are open. In the second third of the random kills a second
 * worker is there; none is aimed then, since it may hold what is aimed at.
 */
export async function killThroughout(
  stack: Stack,
  plan: KillPlan,
  open: () => readonly StartedBatch[],
): Promise<KillCounts> {
  const random = seededRandom(plan.seed);
  const campaign = { stack, plan, open, random };
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

function stepsOf({ moments }: KillPlan, kills: number, aimedEach: number): Step[] {
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
  const { plan } = campaign;
  for (const [done, step] of steps.entries()) {
    const say = (what: string): void => {
      plan.say(`${what} (${done + 1} of ${steps.length})`);
    };
    if (step === 'random') {
      const target = await hitAtRandom(campaign);
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

async function hitAtRandom({ stack, open, random }: Campaign): Promise<Target> {
  for (;;) {
    const target = await killAtRandom(stack, random, () => open().map(({ handle }) => handle));
    if (target) return target;
  }
}

/** One kill of the worker; false when it came too late. */
async function aimAt(campaign: Campaign, moment: AimedMoment, tally: Tally): Promise<boolean> {
  const hit = await shoot(campaign, moment, tally);
  await campaign.stack.worker?.revive();
  return hit;
}

async function shoot(
  { stack, open }: Campaign,
  moment: AimedMoment,
  { aimed, missedAims }: Tally,
): Promise<boolean> {
  const shot = { stack, open };
  if (moment === 'handOver') return killAtHandOver(shot);
  // By turns before and after the shard is durable.
  if (moment === 'shardWrite') return killAtShardWrite(shot, (aimed.shardWrite + missedAims) % 2 === 1);
  await stack.proxy.aim(moment, () => stack.worker?.killNow());
  return true;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}
