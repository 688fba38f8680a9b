import { parseArgs } from 'node:util';
import { runCrashes } from '@org/tests-harness';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '50' },
    aimed: { type: 'string', default: '10' },
    lanes: { type: 'string', default: '16' },
  },
});
const seed = Number(values.seed);
const lanes = Number(values.lanes);
say(`seed ${seed}`);

const run = await runCrashes({
  seed,
  lanes,
  kills: Number(values.kills),
  aimedEach: Number(values.aimed),
  ignoreKeys: false,
  say,
});
say('control: the same aimed kills against a service that ignores idempotency keys');
const control = await runCrashes({ seed, lanes: 4, kills: 0, aimedEach: 5, ignoreKeys: true, say });

const { creates, ...figures } = run;
process.stdout.write(
  `${JSON.stringify({ ...figures, creates, controlDuplicates: control.duplicateCreates, controlPipelines: control.pipelines, seed })}\n`,
);
process.exit(0);

function say(line: string): void {
  process.stderr.write(`bench crash · ${line}\n`);
}
