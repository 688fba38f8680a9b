import { shown } from '../paths.ts';
import { describeProbe, OUTPUTS } from './check-output.ts';
import type { CollectedOutput, CollectedOutputs } from './collect-outputs.ts';

/** The outputs as lines for a person: what each is and where, or what is wrong. */
export function outputLines(outputs: CollectedOutputs): string[] {
  const lines = OUTPUTS.flatMap((name) => {
    const { output, problem } = outputs[name];
    const mark = problem === undefined ? 'ok  ' : 'BAD ';
    const facts =
      output === undefined ? (problem ?? '') : `${describeProbe(output.probe)}, ${size(output.bytes)}`;
    return [
      `  ${mark} ${name.padEnd(10)} ${facts}`,
      ...(output === undefined ? [] : [`                  ${shown(output.path)}`]),
      ...(output === undefined || problem === undefined ? [] : [`                  ${problem}`]),
    ];
  });
  return lines;
}

/** True only if all four are there and are what they should be. */
export function allRight(outputs: CollectedOutputs): boolean {
  return OUTPUTS.every((name) => isRight(outputs[name]));
}

/** The `outputs` of `--json`: null where there is none. */
export function outputsForJson(outputs: CollectedOutputs): Record<string, unknown> {
  return Object.fromEntries(
    OUTPUTS.map((name) => {
      const { output, problem } = outputs[name];
      return [
        name,
        output === undefined ? null : { ...output, ...(problem === undefined ? {} : { problem }) },
      ];
    }),
  );
}

/** What is wrong, by output; empty if nothing is. */
export function problemsOf(outputs: CollectedOutputs): Record<string, string> {
  return Object.fromEntries(
    OUTPUTS.flatMap((name) => {
      const { problem } = outputs[name];
      return problem === undefined ? [] : [[name, problem]];
    }),
  );
}

function isRight({ output, problem }: CollectedOutput): boolean {
  return output !== undefined && problem === undefined;
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
