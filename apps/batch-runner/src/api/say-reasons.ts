import type { components } from '@org/media-api-client';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';

/** Prints why something is not finished, or how it ended. */
export function sayReasons(
  { output }: ApiTools,
  id: string,
  explanation: components['schemas']['Explanation'] | undefined,
): ExitCode {
  if (!explanation) throw new Error('the API answered with nothing');
  const { state, reasons } = explanation;
  output.say(`${output.style('bold', id)}  ${state}`);
  for (const { subject, text } of reasons) output.say(`  ${subject}: ${text}`);
  output.answer({ workflowId: id, state, reasons });
  return EXIT.ok;
}
