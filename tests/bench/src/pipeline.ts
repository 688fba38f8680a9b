import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { round } from './pipeline/measure.ts';
import { measureOverhead } from './pipeline/overhead.ts';
import { measureWaiting } from './pipeline/waiting.ts';
import { measureWatchCost } from './pipeline/watch-cost.ts';

const { values } = parseArgs({
  options: {
    /** Time of the watched tasks is divided by this; so are the limits of what is measured in time. */
    scale: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '100' },
    pipelines: { type: 'string', default: '500' },
  },
});
const scale = Number(values.scale);
const watched = { tasks: Number(values.tasks), lanes: 25, taskMs: 60_000 / scale, timeScale: scale };

say('overhead: one pipeline of simulated 2 s stages, five times');
const overhead = await measureOverhead(5);
say(`watching: ${watched.tasks} tasks of ${watched.taskMs / 1000} s, 25 in flight, alone`);
const alone = await measureWatchCost({ ...watched, foreign: 0 });
say('watching: the same with 200 foreign tasks in flight');
const amongOthers = await measureWatchCost({ ...watched, foreign: 200 });
say(`waiting: ${values.pipelines} pipelines on one worker`);
const waiting = await measureWaiting(Number(values.pipelines), 30_000);
say('heap: cached workflows');
const heap = measureHeap(Number(values.pipelines));

const figures = {
  overheadRatio: round(overhead.overheadRatio),
  overheadRuns: overhead.overheadRuns.map((ratio) => round(ratio)),
  callsPerTask: round(alone.callsPerTask),
  meanDetectionMs: Math.round(alone.meanDetectionMs),
  callsPerTaskForeign: round(amongOthers.callsPerTask),
  meanDetectionForeignMs: Math.round(amongOthers.meanDetectionMs),
  timeScale: scale,
  tasks: watched.tasks,
  pipelines: Number(values.pipelines),
  rssMiB: Math.round(waiting.rssMiB),
  eventLoopP99Ms: round(waiting.eventLoopP99Ms, 1),
  heapPerWorkflowKiB: round(heap.heapPerWorkflowKiB, 1),
  bundleKiB: Math.round(heap.bundleKiB),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

function measureHeap(workflows: number): { heapPerWorkflowKiB: number; bundleKiB: number } {
  const program = fileURLToPath(new URL('./pipeline/heap-per-workflow.ts', import.meta.url));
  const output = execFileSync(process.execPath, [program, String(workflows)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
    heapPerWorkflowKiB: number;
    bundleKiB: number;
  };
}

function say(line: string): void {
  process.stderr.write(`bench pipeline · ${line}\n`);
}
