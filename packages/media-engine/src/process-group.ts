/** Groups that are running: they outlive this process unless somebody ends them. */
const running = new Set<number>();
let endsWithProcess = false;

/** Sends a signal to every process of the group led by `pid`; a group that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends the group when this process exits, because a detached child does not get the terminal's Ctrl-C. */
export function trackGroup(pid: number): () => void {
  running.add(pid);
  if (!endsWithProcess) {
    endsWithProcess = true;
    process.once('exit', () => {
      for (const group of running) signalGroup(group, 'SIGKILL');
    });
  }
  return () => running.delete(pid);
}
