/** `pnpm verify [--skip a,b] [--only a,b]`: every gate a change has to pass, here and in CI. */
import { chooseSteps } from './choose-steps.ts';
import { rootScripts, runScript } from './run-script.ts';
import type { Step } from './steps.ts';
import { verify } from './verify.ts';

const steps = stepsOrUsage();
if (steps !== undefined) {
  const print = (line: string): void => {
    console.log(line);
  };
  process.exitCode = (await verify({ steps, scripts: rootScripts(), run: runScript, print })) ? 0 : 1;
}

function stepsOrUsage(): Step[] | undefined {
  try {
    return chooseSteps(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(`verify: ${error.message}\nUsage: pnpm verify [--skip a,b] [--only a,b]`);
    process.exitCode = 2;
    return undefined;
  }
}
