import { describe, expect, it } from 'vitest';
import { UsageError } from './failure.ts';
import { parseArguments } from './parse-arguments.ts';

const OPTIONS = { input: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

describe('parseArguments', () => {
  it('reads what a command knows', () => {
    expect(parseArguments('demo', ['--input', 'a.mp4', '--json'], OPTIONS)).toEqual({
      input: 'a.mp4',
      json: true,
    });
    expect(parseArguments('demo', [], OPTIONS)).toEqual({ json: false });
  });

  it.each([[['--imput', 'a.mp4']], [['a.mp4']], [['--input']], [['--json=yes']]])(
    'refuses %j as misuse',
    (args) => {
      expect(() => parseArguments('demo', args, OPTIONS)).toThrow(UsageError);
    },
  );
});
