import { describe, expect, it } from 'vitest';
import { chooseSteps } from './choose-steps.ts';
import { rootScripts } from './run-script.ts';
import { STEPS } from './steps.ts';

const names = (args: string[]): string[] => chooseSteps(args).map((step) => step.name);

describe('chooseSteps', () => {
  it('takes every step in its order when nothing is said', () => {
    expect(names([])).toEqual(STEPS.map((step) => step.name));
  });

  it('leaves out what is skipped and takes only what is asked for, in the order of the steps', () => {
    expect(names(['--skip', 'tests,consumer'])).not.toEqual(expect.arrayContaining(['tests', 'consumer']));
    expect(names(['--only', 'lint, format'])).toEqual(['format', 'lint']);
    expect(names(['--', '--only', 'lint'])).toEqual(['lint']);
  });

  it.each([[['--skip', 'test']], [['--nope']], [['lint']], [['--only', 'lint', '--skip', 'lint']]])(
    'refuses %j',
    (args) => {
      expect(() => chooseSteps(args)).toThrow(RangeError);
    },
  );
});

describe('STEPS', () => {
  it('names scripts that the root package.json has', () => {
    const scripts = rootScripts();
    expect(STEPS.filter((step) => 'script' in step && !(step.script in scripts))).toEqual([]);
  });
});
