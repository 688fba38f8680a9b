import { describe, expect, it } from 'vitest';
import { demoArguments } from './demo-arguments.ts';
import { UsageError } from './failure.ts';

describe('demoArguments', () => {
  it.each([[[]], [['pipeline']]])('shows a pipeline for %j', (args) => {
    expect(demoArguments(args)).toEqual({ what: 'pipeline', json: false });
  });
  it('has the options of a pipeline with and without its name', () => {
    const wanted = { what: 'pipeline', input: 'a.mp4', json: true };
    expect(demoArguments(['--input', 'a.mp4', '--json'])).toEqual(wanted);
    expect(demoArguments(['pipeline', '--input', 'a.mp4', '--json'])).toEqual(wanted);
  });
  it('shows a batch', () => {
    expect(demoArguments(['batch', '--json'])).toEqual({ what: 'batch', json: true });
  });
  it.each([[['bathc']], [['--json', 'batch']], [['batch', '--input', 'a.mp4']], [['batch', 'list.csv']]])(
    'refuses %j',
    (args) => {
      expect(() => demoArguments(args)).toThrow(UsageError);
    },
  );
});
