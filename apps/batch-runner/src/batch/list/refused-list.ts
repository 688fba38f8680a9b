import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';
import { FAILURE_TYPES } from '@org/media-contracts';

/** A list that cannot be planned is the caller's to change; anything else stays what it is. */
export function refusedList(error: unknown, name: string): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  const isBadInput = 'type' in error && error.type === FAILURE_TYPES.badInput;
  if (!isBadInput) return error;
  return new CliError(`The list${name === '' ? '' : ` ${name}`} is refused: ${error.message}`, EXIT.usage);
}
