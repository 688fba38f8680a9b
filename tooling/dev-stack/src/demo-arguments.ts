import { BATCH_DEMO_OPTIONS, DEMO_OPTIONS } from './command-options.ts';
import { parseArguments } from './parse-arguments.ts';

export type DemoArguments =
  | { readonly what: 'pipeline'; readonly input?: string | undefined; readonly json: boolean }
  | { readonly what: 'batch'; readonly json: boolean };

/** What `./dev demo …` is asked to show: a pipeline, unless it says `batch`. Throws a `UsageError`. */
export function demoArguments([first, ...rest]: readonly string[]): DemoArguments {
  if (first === 'batch') return { what: 'batch', ...parseArguments('demo batch', rest, BATCH_DEMO_OPTIONS) };
  const args = first === undefined || first === 'pipeline' ? rest : [first, ...rest];
  return { what: 'pipeline', ...parseArguments('demo', args, DEMO_OPTIONS) };
}
