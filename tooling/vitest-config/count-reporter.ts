import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed, N skipped` as the last line of a run.
 *
 * Counted by hand because the JSON reporter shows 0 failed for import errors, failed hooks,
 * unhandled rejections and killed workers; each of those counts as one failure here.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const total = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) total[state === 'pending' ? 'failed' : state]++;
      const failedAlready = states.some((state) => state === 'failed' || state === 'pending');
      if (module.state() === 'failed' && !failedAlready) total.failed++;
    }
    process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  }
}
