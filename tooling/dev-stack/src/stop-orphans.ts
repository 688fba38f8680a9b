import { Failure } from './failure.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { say } from './say.ts';
import { signalGroup } from './signal-group.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Stops what an earlier call of ./dev left running when it was killed. Only processes whose id *and*
 * start time are those we recorded are signalled: an id alone may be somebody else's by now.
 */
export async function stopOrphans(
  processes: Readonly<Record<string, ProcessIdentity>>,
  graceMs = 15_000,
): Promise<void> {
  // In reverse order of their start: the worker before what it talks to.
  for (const [name, identity] of Object.entries(processes).toReversed()) {
    if (!isAlive(identity)) continue;
    say(`dev: stopping the ${name} (process ${identity.pid}) that an earlier ./dev left behind`);
    signalGroup(identity, 'SIGTERM');
    const gone = (): boolean => !isAlive(identity);
    try {
      await waitUntil(gone, { what: `${name} to end`, timeoutMs: graceMs });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      signalGroup(identity, 'SIGKILL');
      await waitUntil(gone, {
        what: `${name} (process ${identity.pid}) to end after SIGKILL`,
        timeoutMs: graceMs,
      });
    }
  }
}
