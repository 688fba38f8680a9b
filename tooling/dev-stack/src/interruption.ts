import { constants } from 'node:os';

/**
 * A signal that fires at the first Ctrl-C, SIGTERM or SIGHUP. A second one ends the process at once;
 * what it started is then stopped by the leash.
 */
export function interruption(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(exitCodeOf(name));
    controller.abort(new Interrupted(name));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  const dispose = (): void => {
    for (const name of names) process.off(name, onSignal);
  };
  return { signal: controller.signal, dispose };
}

/** The reason of the abort: a person, or the system, asked us to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.exitCode = exitCodeOf(signal);
  }
}

/** 128 plus the signal's number, as shells have it. */
function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
