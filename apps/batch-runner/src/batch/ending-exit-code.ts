import type { BatchEnding } from '@org/media-control';
import { EXIT, type ExitCode } from '../exit-codes.js';

/** What the process ends with: a script must not take a list for done when some of its lines are not. */
export function endingExitCode({ state, result }: BatchEnding): ExitCode {
  if (state !== 'completed' || !result) return EXIT.failed;
  const { failed, cancelled, invalid, notStarted } = result.counts;
  return failed + cancelled + invalid + notStarted === 0 ? EXIT.ok : EXIT.partial;
}
