import { parseArgs } from 'node:util';
import { STEPS, type Step } from './steps.ts';

/** The steps that the command line asks for. Throws a RangeError that says what is wrong with it. */
export function chooseSteps(args: readonly string[], steps: readonly Step[] = STEPS): Step[] {
  const { skip, only } = parse(args);
  const unknown = [...(skip ?? []), ...(only ?? [])].find(
    (name) => !steps.some((step) => step.name === name),
  );
  if (unknown !== undefined)
    throw new RangeError(
      `there is no step "${unknown}"; there are: ${steps.map((step) => step.name).join(', ')}`,
    );
  const chosen = steps.filter(({ name }) => (only?.includes(name) ?? true) && skip?.includes(name) !== true);
  if (chosen.length === 0) throw new RangeError('no step is left to run');
  return chosen;
}

function parse(args: readonly string[]): { skip: string[] | undefined; only: string[] | undefined } {
  try {
    const options = { skip: { type: 'string' }, only: { type: 'string' } } as const;
    // pnpm hands on the `--` that separates its own options.
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options,
      strict: true,
      allowPositionals: false,
    });
    return { skip: list(values.skip), only: list(values.only) };
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function list(value: string | undefined): string[] | undefined {
  return value?.split(',').map((name) => name.trim());
}
