import { parseArgs } from 'node:util';
import { runBatchCrashes, type AimedMoment } from '@org/tests-harness';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** In random order; the aimed ones come on top, so many for each of the four moments. */
    kills: { type: 'string', default: '165' },
    aimed: { type: 'string', default: '10' },
    items: { type: 'string', default: '2000' },
    pipelines: { type: 'string', default: '80' },
  },
});
const seed = Number(values.seed);
const startedAt = performance.now();
const MOMENTS: readonly AimedMoment[] = ['postInFlight', 'afterReply', 'shardWrite', 'handOver'];
say(`seed ${seed}`);

const run = await runBatchCrashes({
  seed,
  kills: Number(values.kills),
  aimedEach: Number(values.aimed),
  moments: MOMENTS,
  jobs: { items: Number(values.items), lanes: 40 },
  pipelines: { items: Number(values.pipelines), lanes: 8 },
  ignoreKeys: false,
  say,
});
say('control: aimed kills against a service that ignores idempotency keys');
const control = await runBatchCrashes({
  seed,
  kills: 0,
  aimedEach: 4,
  moments: ['postInFlight', 'afterReply'],
  jobs: { items: 100, lanes: 10 },
  ignoreKeys: true,
  say,
});

const figures = {
  ...run,
  controlItems: control.items,
  controlDuplicates: control.duplicateCreates,
  seed,
  seconds: seconds(),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

function say(line: string): void {
  process.stderr.write(`bench batch-crash · ${seconds()} s · ${line}\n`);
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1_000);
}
