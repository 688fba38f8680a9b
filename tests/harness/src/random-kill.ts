import { setTimeout as delay } from 'node:timers/promises';
import { activitiesInHand, type Describable } from './pending-work.ts';
import type { Stack } from './stack.ts';

export type Target = 'worker' | 'remote' | 'temporal';

/** Kills one of the three processes at a random time. Undefined when that would have interrupted nothing. */
export async function killAtRandom(
  stack: Stack,
  random: () => number,
  open: () => readonly Describable[],
): Promise<Target | undefined> {
  await delay(300 + random() * 1_500);
  const draw = random();
  const target: Target = draw < 0.5 ? 'worker' : draw < 0.8 ? 'remote' : 'temporal';
  const victim = { worker: stack.worker, remote: stack.remote, temporal: stack.temporal }[target];
  // Of two workers only one dies: what it had in hand counts, not what the other one has.
  const pid = target === 'worker' ? victim?.current().pid : undefined;
  if ((await activitiesInHand(open(), pid)) === 0) return undefined;
  victim?.killNow();
  await victim?.revive();
  return target;
}
