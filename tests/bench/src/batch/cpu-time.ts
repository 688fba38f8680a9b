import { readFileSync } from 'node:fs';
import type { Stack } from '@org/tests-harness';

/** The unit of /proc, whatever the kernel's own: USER_HZ. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used with all its threads, in seconds, from Linux's /proc. */
function cpuSeconds(pid: number): number {
  return parseCpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** The name of the program, in parentheses, may hold spaces and parentheses of its own. */
export function parseCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** CPU time of several processes while `work` goes on, in seconds. */
export async function cpuOf<T>(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: Record<string, number> }> {
  const read = (): [string, number][] => Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)]);
  const before = new Map(read());
  const result = await work();
  const cpu = Object.fromEntries(read().map(([name, used]) => [name, used - (before.get(name) ?? 0)]));
  return { result, cpu };
}

export function cpuMsPerItem(cpu: Readonly<Record<string, number>>, items: number): Record<string, number> {
  return Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, (seconds * 1_000) / items]));
}

/** The processes of a stack. Read anew after a kill. */
export function pidsOf({
  worker,
  temporal,
  remote,
}: Stack): Record<'worker' | 'temporal' | 'remote', number> {
  if (!worker || !temporal) throw new Error('The stack has no worker, or no server of its own.');
  return { worker: worker.current().pid, temporal: temporal.current().pid, remote: remote.current().pid };
}
