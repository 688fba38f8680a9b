import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { stopOrphans } from './stop-orphans.ts';

async function startSleeper(program = ''): Promise<{ identity: ProcessIdentity; exited: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', `${program};console.log("up");setInterval(() => {}, 1000)`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('the sleeper did not start');
  return { identity, exited };
}

describe('stopOrphans', () => {
  it('stops what was recorded, by force if need be', async () => {
    const calm = await startSleeper();
    const stubborn = await startSleeper('process.on("SIGTERM", () => {})');
    await stopOrphans({ temporal: calm.identity, worker: stubborn.identity }, 500);
    await Promise.all([calm.exited, stubborn.exited]);
    expect([isAlive(calm.identity), isAlive(stubborn.identity)]).toEqual([false, false]);
  });

  it('leaves alone a process that only has the id of what was recorded', async () => {
    const stranger = await startSleeper();
    await stopOrphans({ worker: { pid: stranger.identity.pid, startedAt: 'yesterday' } }, 500);
    expect(isAlive(stranger.identity)).toBe(true);
    process.kill(stranger.identity.pid, 'SIGKILL');
    await stranger.exited;
  });
});
