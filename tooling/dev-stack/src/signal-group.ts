import { isAlive, type ProcessIdentity } from './process-identity.ts';

/**
 * Signals a process that leads a group (as everything `startProcess` starts does) and its group, unless
 * it is gone: its id may belong to somebody else by now.
 */
export function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(-identity.pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
