import type { RedriveOutcome } from '@org/media-control';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

const OUTCOMES: readonly RedriveOutcome[] = ['failed', 'cancelled', 'notStarted'];

/** Reads `failed,cancelled`; everything that has no success when absent. */
export function parseOnly(text: string | undefined): RedriveOutcome[] {
  if (text === undefined) return [...OUTCOMES];
  const names = text.split(',').map((name) => name.trim());
  const chosen = OUTCOMES.filter((outcome) => names.includes(outcome));
  if (chosen.length === names.length) return chosen;
  throw new CliError(`--only ${text}: write one or more of ${OUTCOMES.join(', ')}, each once.`, EXIT.usage);
}
