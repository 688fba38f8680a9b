import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { reasonOf, UsageError } from './failure.ts';

type Values<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; strict: true; allowPositionals: false }>
>['values'];

/** The options of a command. Throws a `UsageError` for whatever it does not know. */
export function parseArguments<const T extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: T,
): Values<T> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${command}: ${reasonOf(error)}`);
  }
}
