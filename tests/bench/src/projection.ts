import { parseArgs } from 'node:util';
import { median, round } from './pipeline/measure.ts';
import { measureRecording } from './projection/recorded-batches.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1500' },
    lanes: { type: 'string', default: '100' },
    /** With and without the API, in turns. */
    rounds: { type: 'string', default: '3' },
  },
});
const load = { items: Number(values.items), lanes: Number(values.lanes), rounds: Number(values.rounds) };

say(`batches of ${load.items} tasks that take no time, ${load.lanes} lanes, with and without the API`);
const { recorded, unrecorded, lagMs, cpuMsPerItem } = await measureRecording({ ...load, say });
const ratio = median(recorded) / median(unrecorded);
const { api = 0, postgres = 0, ...others } = cpuMsPerItem;

const figures = {
  throughputRatio: round(ratio, 3),
  costShare: round(1 - ratio, 3),
  // Of the CPU time of everything else: what recording costs where one machine does all, told without its noise.
  cpuShare: round((api + postgres) / Object.values(others).reduce((sum, value) => sum + value, 0), 3),
  itemsPerSecond: round(median(recorded), 1),
  bareItemsPerSecond: round(median(unrecorded), 1),
  itemsPerSecondRuns: recorded.map((rate) => round(rate, 1)),
  bareItemsPerSecondRuns: unrecorded.map((rate) => round(rate, 1)),
  lagMs: Math.round(median(lagMs)),
  cpuMsPerItem: Object.fromEntries(
    Object.entries(cpuMsPerItem).map(([name, value]) => [name, round(value, 2)]),
  ),
  ...load,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

function say(line: string): void {
  process.stderr.write(`bench projection · ${line}\n`);
}
