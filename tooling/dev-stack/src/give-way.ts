import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * How far what works on media gives way to what somebody waits for (the API, PostgreSQL, Temporal) where all are on one
 * machine: 0 to 19, as of `nice`.
 */
export const MEDIA_NICENESS = 10;

/**
 * Lets other processes go first. Linux may share its cores among sessions before it looks at processes (autogroups):
 * `nice` alone then does nothing for a process that has a session of its own.
 */
export function giveWay(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // The process is over, or the machine has no such groups. Nothing depends on it but how soon others have their turn.
  }
}
