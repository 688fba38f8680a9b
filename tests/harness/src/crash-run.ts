import { resultOf, startPipeline, type PipelineHandle } from './pipelines.ts';
import { killAtRandom, type Target } from './random-kill.ts';
import type { CreateMoment } from './remote-proxy.ts';
import { seededRandom } from './seeded-random.ts';
import { startStack, type Stack } from './stack.ts';

export interface CrashPlan {
  readonly seed: number;
  /** Kills of worker, remote service and Temporal, in random order at random times, that must interrupt something. */
  readonly kills: number;
  /** Kills aimed at each moment of a create. */
  readonly aimedEach: number;
  /** How many pipelines are kept in flight while there are kills to come. */
  readonly lanes: number;
  /** The control: a service that does not honour idempotency keys. */
  readonly ignoreKeys: boolean;
  readonly say: (line: string) => void;
}

export interface CrashOutcome {
  readonly kills: number;
  readonly killsByTarget: Readonly<Record<Target, number>>;
  readonly aimed: Readonly<Record<CreateMoment, number>>;
  readonly pipelines: number;
  readonly lost: number;
  readonly lostReasons: readonly string[];
  readonly creates: number;
  readonly replayedCreates: number;
  readonly duplicateCreates: number;
}

const MOMENTS: readonly CreateMoment[] = ['postInFlight', 'afterReply'];
const STAGES_PER_PIPELINE = 4;

/** Keeps pipelines in flight while processes die, then lets all of them end and counts what was paid. */
export async function runCrashes(plan: CrashPlan): Promise<CrashOutcome> {
  const stack = await startStack({
    remoteArgs: ['--simulate', 'uniform:500:3000', '--seed', String(plan.seed)],
  });
  try {
    if (plan.ignoreKeys) await stack.admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }]);
    const traffic = keepTraffic(stack, plan.lanes);
    const aimed = await killAtMoments(stack, plan);
    const killsByTarget = await killInRandomOrder(stack, plan, traffic.open);
    const ends = await traffic.drain();
    const ledger = await stack.admin.ledger();
    const lostReasons = ends.flatMap((end) => (end === 'succeeded' ? [] : [end]));
    return {
      kills: sum(Object.values(killsByTarget)) + sum(Object.values(aimed)),
      killsByTarget,
      aimed,
      pipelines: ends.length,
      lost: lostReasons.length,
      lostReasons: [...new Set(lostReasons)].slice(0, 5),
      creates: ledger.creates,
      replayedCreates: ledger.replayed,
      duplicateCreates: ledger.duplicates.length,
    };
  } finally {
    await stack.stop();
  }
}

interface Traffic {
  readonly open: () => readonly PipelineHandle[];
  /** Starts nothing more and waits for what is in flight. */
  readonly drain: () => Promise<string[]>;
}

function keepTraffic(stack: Stack, lanes: number): Traffic {
  const open = new Set<PipelineHandle>();
  const ends: string[] = [];
  let draining = false;
  const lane = async (): Promise<void> => {
    while (!draining) {
      const handle = await startPipeline(stack);
      open.add(handle);
      ends.push(await endOf(handle));
      open.delete(handle);
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    open: () => [...open],
    drain: async () => {
      draining = true;
      await running;
      return ends;
    },
  };
}

/** `succeeded` with all four outputs, or why not. */
async function endOf(handle: PipelineHandle): Promise<string> {
  try {
    const { ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl } = await resultOf(handle);
    const outputs = new Set([ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl]);
    return outputs.size === STAGES_PER_PIPELINE && !outputs.has(undefined)
      ? 'succeeded'
      : 'an output is missing';
  } catch (error) {
    return error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error);
  }
}

async function killAtMoments(
  stack: Stack,
  { aimedEach, say }: CrashPlan,
): Promise<Record<CreateMoment, number>> {
  const aimed = { postInFlight: 0, afterReply: 0 };
  for (let round = 0; round < aimedEach; round++) {
    for (const moment of MOMENTS) {
      await stack.proxy.aim(moment, () => stack.worker?.killNow());
      await stack.worker?.revive();
      aimed[moment]++;
      say(`killed the worker at ${moment} (${aimed[moment]} of ${aimedEach})`);
    }
  }
  return aimed;
}

async function killInRandomOrder(
  stack: Stack,
  { kills, seed, say }: CrashPlan,
  open: () => readonly PipelineHandle[],
): Promise<Record<Target, number>> {
  const random = seededRandom(seed);
  const killed = { worker: 0, remote: 0, temporal: 0 };
  while (sum(Object.values(killed)) < kills) {
    const target = await killAtRandom(stack, random, open);
    if (!target) continue;
    killed[target]++;
    say(`killed ${target} with work in hand (${sum(Object.values(killed))} of ${kills})`);
  }
  return killed;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
