import { readFileSync } from 'node:fs';
import type { Stack } from '@org/tests-harness';

/** The unit of /proc, whatever the kernel's own: USER_HZ. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used with all its threads, in seconds, from Linux's /proc. */
function cpuSeconds(pid: number): number {
  return parseCpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** The same of a process and all that descend from it, those that ended and were waited for included. */
export function treeCpuSeconds(pid: number): number {
  const fields = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const own = [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0) / TICKS_PER_SECOND;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + treeCpuSeconds(Number(child)), own);
}

export function parseCpuSeconds(stat: string): number {
  const fields = fieldsOf(stat);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The name of the program, in parentheses, may hold spaces and parentheses of its own. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
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
