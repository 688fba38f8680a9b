/**
 * A program of its own: stops what its parent started when the parent is gone, even by `kill -9`.
 * It reads `add <pid> <startedAt>` and `remove <pid>` from stdin, which ends when the parent does.
 * Neither Temporal nor ffmpeg watch their stdin, so nobody else would notice.
 */
import { createInterface } from 'node:readline';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { signalGroup } from './signal-group.ts';

/** Long enough for a worker to hand over what it does. */
const GRACE_MS = 40_000;

const held = new Map<number, ProcessIdentity>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, pid, ...startedAt] = line.split(' ');
    if (verb === 'add') held.set(Number(pid), { pid: Number(pid), startedAt: startedAt.join(' ') });
    else held.delete(Number(pid));
  })
  .on('close', () => {
    for (const identity of held.values()) signalGroup(identity, 'SIGTERM');
    const deadline = performance.now() + GRACE_MS;
    const timer = setInterval(() => {
      const left = [...held.values()].filter(isAlive);
      if (left.length > 0 && performance.now() < deadline) return;
      for (const identity of left) signalGroup(identity, 'SIGKILL');
      clearInterval(timer);
    }, 100);
  });
