import { describe, expect, it } from 'vitest';
import { cpuOf, parseCpuSeconds } from './cpu-time.ts';

describe('parseCpuSeconds', () => {
  it('adds user and system time, whatever the program is called', () => {
    const stat = '42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 13 14 20 0 11';
    expect(parseCpuSeconds(stat)).toBe(2);
  });
});

describe('cpuOf', () => {
  it('counts what a process uses meanwhile', async () => {
    const { cpu, result } = await cpuOf({ self: process.pid }, async () => {
      const until = process.cpuUsage().user + 300_000;
      while (process.cpuUsage().user < until);
      return 'done';
    });
    expect(result).toBe('done');
    expect(cpu['self']).toBeGreaterThanOrEqual(0.2);
  });
});
