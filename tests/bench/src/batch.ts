import { parseArgs } from 'node:util';
import { measureCeiling } from './batch/ceiling.ts';
import { measureMakespan, type Makespan } from './batch/makespan.ts';
import type { TimeSpent } from './batch/time-spent.ts';
import { median, round } from './pipeline/measure.ts';

const { values } = parseArgs({
  options: {
    /** 0 leaves makespan and barrier out. */
    items: { type: 'string', default: '2150' },
    /** Of the log-normal durations, in ms. */
    mean: { type: 'string', default: '6000' },
    lanes: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    /** 0 leaves the barrier out. */
    'barrier-items': { type: 'string', default: '600' },
    /** Results after which a run may end; 0 is the default of production. */
    'hand-over-results': { type: 'string', default: '200' },
    'suggested-events': { type: 'string', default: '600' },
    /** Of the throughput; 0 rounds leave it out. */
    'ceiling-items': { type: 'string', default: '3000' },
    'ceiling-lanes': { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
});
const parameters = {
  items: Number(values.items),
  meanMs: Number(values.mean),
  lanes: Number(values.lanes),
  seed: Number(values.seed),
  barrierItems: Number(values['barrier-items']),
  handOverResults: Number(values['hand-over-results']) || undefined,
  suggestedEvents: Number(values['suggested-events']),
  heartbeatTimeoutMs: 2_500,
};
const ceilingLoad = {
  items: Number(values['ceiling-items']),
  lanes: Number(values['ceiling-lanes']),
  rounds: Number(values.rounds),
};
say(`parameters ${JSON.stringify({ ...parameters, ceiling: ceilingLoad })}`);

say('the makespan goes from the first item being scheduled to the last result being durable');
const makespan = parameters.items > 0 ? await measureMakespan({ ...parameters, say }) : undefined;
const ceiling = ceilingLoad.rounds > 0 ? await measureCeiling({ ...ceilingLoad, say }) : undefined;
const [batchRate, bareRate] = [ceiling?.batch, ceiling?.bare].map((one) =>
  median(one?.itemsPerSecond ?? [0]),
);

const figures = {
  ...(makespan && makespanFigures(makespan)),
  ...(ceiling && {
    ceilingRatio: round((batchRate ?? 0) / (bareRate ?? 0), 3),
    itemsPerSecond: round(batchRate ?? 0, 1),
    bareItemsPerSecond: round(bareRate ?? 0, 1),
    itemsPerSecondRuns: ceiling.batch.itemsPerSecond.map((rate) => round(rate, 1)),
    bareItemsPerSecondRuns: ceiling.bare.itemsPerSecond.map((rate) => round(rate, 1)),
    ceilingItems: ceilingLoad.items,
    ceilingLanes: ceilingLoad.lanes,
    ceilingHandOvers: { batch: ceiling.batch.handOvers, bare: ceiling.bare.handOvers },
    cpuMsPerItem: roundAll(ceiling.batch.cpuMsPerItem),
    bareCpuMsPerItem: roundAll(ceiling.bare.cpuMsPerItem),
  }),
  seed: parameters.seed,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(makespan && makespan.batch.missing + makespan.batch.doubled > 0 ? 1 : 0);

function makespanFigures({ batch, barrier }: Makespan): Record<string, unknown> {
  const { items, meanMs, lanes, barrierItems } = parameters;
  return {
    makespanRatio: ratioOf(batch),
    barrierRatio: barrier && ratioOf(barrier),
    callsPerTask: round(batch.callsPerTask, 3),
    handOvers: batch.handOvers,
    workerKills: 1,
    inFlightAtKill: batch.inFlightAtKill,
    items,
    meanMs,
    lanes,
    missing: batch.missing,
    doubled: batch.doubled,
    batch: timesOf(batch),
    barrierItems,
    barrier: barrier && timesOf(barrier),
  };
}

function ratioOf({ makespanMs, boundMs }: TimeSpent): number {
  return round(makespanMs / boundMs, 3);
}

/** Where the time went. */
function timesOf(spent: TimeSpent): Record<string, number> {
  return {
    makespanSeconds: round(spent.makespanMs / 1_000, 1),
    boundSeconds: round(spent.boundMs / 1_000, 1),
    handOvers: spent.handOvers,
    meanDurationMs: Math.round(spent.meanDurationMs),
    meanStartMs: Math.round(spent.meanStartMs),
    meanDetectionMs: Math.round(spent.meanDetectionMs),
    medianDetectionMs: Math.round(spent.medianDetectionMs),
    reattached: spent.reattached,
    meanReattachedDetectionMs: Math.round(spent.meanReattachedDetectionMs),
    meanRestMs: Math.round(spent.meanRestMs),
  };
}

function roundAll(record: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, round(value, 1)]));
}

function say(line: string): void {
  process.stderr.write(`bench batch · ${line}\n`);
}
