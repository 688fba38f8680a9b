import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput } from './output.js';

describe('createOutput', () => {
  it('calls this program in advice as the person does who reads it, and nowhere else', () => {
    const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
    const output = createOutput({ json: false, stdout, stderr: process.stderr, program: './dev run' });
    output.say('Go on: batch-runner pipeline why a; batch-runner doctor --fix; not batch-runner itself');
    expect(String(stdout.read())).toBe(
      'Go on: ./dev run pipeline why a; ./dev run doctor --fix; not batch-runner itself\n',
    );
  });
});
