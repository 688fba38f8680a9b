import { describe, expect, it } from 'vitest';
import { verify } from './verify.ts';

const STEPS = ['a', 'b', 'c'].map((name) => ({ name, script: `run-${name}`, keepsOut: 'mistakes' }));
const SCRIPTS = { 'run-a': 'A', 'run-b': 'B', 'run-c': 'C' };

async function tryVerify(codes: Record<string, number>, scripts: Record<string, string> = SCRIPTS) {
  const ran: string[] = [];
  const printed: string[] = [];
  const ok = await verify({
    steps: STEPS,
    scripts,
    run: async (command) => {
      ran.push(command);
      return codes[command] ?? 0;
    },
    print: (line) => printed.push(line),
  });
  return { ok, ran, printed: printed.join('\n') };
}

describe('verify', () => {
  it('runs every step in order and tells the time of each', async () => {
    const { ok, ran, printed } = await tryVerify({});
    expect({ ok, ran }).toEqual({ ok: true, ran: ['A', 'B', 'C'] });
    expect(printed).toMatch(/Verified in .* s: a .* s, b .* s, c .* s$/);
  });

  it('stops at the first failure and says how to run that step alone', async () => {
    const { ok, ran, printed } = await tryVerify({ B: 3 });
    expect({ ok, ran }).toEqual({ ok: false, ran: ['A', 'B'] });
    expect(printed).toContain('FAILED (exit code 3). To run it alone: pnpm run-b');
  });

  it('fails when a script is missing, instead of passing by', async () => {
    expect((await tryVerify({}, { 'run-a': 'A' })).ok).toBe(false);
  });
});
