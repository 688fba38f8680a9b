import { parseArgs } from 'node:util';
import { mean, median, percentile, round } from './pipeline/measure.ts';
import { measureApiOverhead } from './webhook/api-overhead.ts';
import { measureFaultyWebhooks } from './webhook/faulty-webhooks.ts';
import { measureToldTasks } from './webhook/told-tasks.ts';

const { values } = parseArgs({
  options: {
    /** Of the calls and of the delay until an end is known. */
    tasks: { type: 'string', default: '150' },
    lanes: { type: 'string', default: '25' },
    'task-seconds': { type: 'string', default: '20' },
    /** Of the overhead, one pipeline after the other. */
    runs: { type: 'string', default: '5' },
    /** With lost and doubled webhooks. */
    pipelines: { type: 'string', default: '20' },
  },
});
const load = {
  tasks: Number(values.tasks),
  lanes: Number(values.lanes),
  taskMs: Number(values['task-seconds']) * 1_000,
};

say(`told: ${load.tasks} tasks of ${load.taskMs / 1_000} s through the API, ${load.lanes} in flight`);
const told = await measureToldTasks(load);
say(`told within ${percentile(told.detectionMs, 95).toFixed(0)} ms, p95`);
say('overhead: one pipeline of simulated 2 s stages at a time, through the API');
const overheadRuns = await measureApiOverhead(Number(values.runs));
say(`faults: ${values.pipelines} pipelines, one in five webhooks lost and one in five doubled`);
const faulty = await measureFaultyWebhooks(Number(values.pipelines));

const figures = {
  p50Ms: Math.round(median(told.detectionMs)),
  p95Ms: Math.round(percentile(told.detectionMs, 95)),
  meanMs: Math.round(mean(told.detectionMs)),
  maxMs: Math.round(Math.max(...told.detectionMs)),
  callsPerTask: round(told.callsPerTask),
  requestsPerTask: Object.fromEntries(
    Object.entries(told.requests).map(([route, count]) => [route, round(count)]),
  ),
  ...load,
  overheadRatio: round(median(overheadRuns), 3),
  overheadRuns: overheadRuns.map((ratio) => round(ratio, 3)),
  sameEndState: faulty.sameEndState,
  differing: faulty.differing,
  lost: faulty.lost,
  doubled: faulty.doubled,
  duplicateCreates: faulty.duplicateCreates,
  faultyCreates: faulty.creates,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(faulty.sameEndState && faulty.lost > 0 && faulty.doubled > 0 ? 0 : 1);

function say(line: string): void {
  process.stderr.write(`bench webhook · ${line}\n`);
}
