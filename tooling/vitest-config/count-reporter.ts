import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints `N passed, N failed, N skipped` as the last line of a run, and writes the counts of each file as JSON to the
 * path that `TEST_COUNTS_FILE` names, if it does: `{"files": {"<path>": {passed, failed, skipped}}, "unhandled": 0}`.
 *
 * Counted by hand because the JSON reporter shows 0 failed for import errors, failed hooks,
 * unhandled rejections and killed workers; each of those counts as one failure here.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const total = { passed: 0, failed: unhandled.length, skipped: 0 };
    const files: Record<string, Counts> = {};
    for (const module of modules) {
      const counts = countsOf(module);
      files[relative(process.cwd(), module.moduleId)] = counts;
      for (const state of ['passed', 'failed', 'skipped'] as const) total[state] += counts[state];
    }
    const path = process.env['TEST_COUNTS_FILE'];
    if (path !== undefined) writeFileSync(path, JSON.stringify({ files, unhandled: unhandled.length }));
    process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  }
}

function countsOf(module: TestModule): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const states = [...module.children.allTests()].map((test) => test.result().state);
  for (const state of states) counts[state === 'pending' ? 'failed' : state]++;
  if (module.state() === 'failed' && counts.failed === 0) counts.failed++;
  return counts;
}
