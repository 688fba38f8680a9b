import { seededRandom, standardNormal, type Random } from './random.js';
import type { Simulate, Simulation, Duration } from './schema/simulation-schema.js';
import type { Plan, TaskError, TerminalStatus } from './task-record.js';

export interface PlanRequest {
  /** What the draw depends on, with the seed: the same task is as long in every run, whatever ran before it. */
  drawKey: string;
  simulate: Simulate | undefined;
  now: number;
}

/** When a simulated task starts and how it ends, all decided when it is created: no timer is needed. */
export function planTask(simulation: Simulation, seed: number, request: PlanRequest): Plan {
  const random = seededRandom(`${seed} ${request.drawKey}`);
  const scale = simulation.timeScale ?? 1;
  const draw = { durationMs: drawDuration(simulation.duration, random), chance: random() };
  const queueMs = request.simulate?.queueMs ?? simulation.queueMs ?? 0;
  const durationMs = request.simulate?.durationMs ?? draw.durationMs;
  const { ending, error } = request.simulate?.ending
    ? endingOf(request.simulate.ending)
    : drawEnding(simulation, draw.chance);
  const startAt = Math.round(request.now + queueMs / scale);
  const never = request.simulate?.ending === 'never';
  return { startAt, endAt: never ? null : Math.round(startAt + durationMs / scale), ending, error };
}

/** A duration in milliseconds. */
export function drawDuration(duration: Duration, random: Random): number {
  switch (duration.distribution) {
    case 'instant':
      return 0;
    case 'constant':
      return duration.ms;
    case 'uniform':
      return duration.minMs + (duration.maxMs - duration.minMs) * random();
    case 'logNormal':
      return (
        duration.meanMs *
        Math.exp(duration.sigma * standardNormal(random) - (duration.sigma * duration.sigma) / 2)
      );
  }
}

export const SIMULATED_FAILURE: TaskError = {
  kind: 'internal_error',
  message: 'The task was chosen to fail by the simulation. Another attempt may succeed.',
};
export const SIMULATED_PERMANENT_FAILURE: TaskError = {
  kind: 'format_unsupported',
  message: 'The task was chosen to fail for good by the simulation. Use another input.',
};

interface Ending {
  ending: TerminalStatus;
  error: TaskError | null;
}

function endingOf(asked: NonNullable<Simulate['ending']>): Ending {
  if (asked === 'failed') return { ending: 'failed', error: SIMULATED_FAILURE };
  return { ending: asked === 'never' ? 'succeeded' : asked, error: null };
}

function drawEnding(simulation: Simulation, chance: number): Ending {
  const permanent = simulation.permanentFailureShare ?? 0;
  if (chance < permanent) return { ending: 'failed', error: SIMULATED_PERMANENT_FAILURE };
  if (chance < permanent + (simulation.failureShare ?? 0))
    return { ending: 'failed', error: SIMULATED_FAILURE };
  return { ending: 'succeeded', error: null };
}
