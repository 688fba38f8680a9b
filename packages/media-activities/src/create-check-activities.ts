import { type Clock, systemClock } from '@org/ittybit-client';
import type { CheckActivities } from '@org/media-contracts';
import { inspectOutput, type OutputInspector } from './inspect-output.js';

export interface CheckActivitiesDependencies {
  readonly inspector: OutputInspector;
  readonly clock?: Clock;
}

/** The activities of the `check` role. */
export function createCheckActivities({
  inspector,
  clock = systemClock,
}: CheckActivitiesDependencies): CheckActivities {
  return { inspectOutput: (input) => inspectOutput({ inspector, clock }, input) };
}
