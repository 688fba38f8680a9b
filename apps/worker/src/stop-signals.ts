import type { Logger } from '@org/media-log';

/** The SDK has the same limit for its Workers, and says better what did not end in time; this one is for the rest. In ms. */
const MARGIN_MS = 500;

/**
 * Fires with the first SIGTERM or SIGINT, which asks for a graceful end. A second one, or the time limit,
 * ends the process at once with code 1, so that a supervisor sees that something was cut off.
 */
export function listenForStop(options: {
  readonly logger: Logger;
  readonly forceAfterMs: number;
  readonly exit?: (code: number) => void;
  /** Default: this process. */
  readonly source?: Pick<NodeJS.EventEmitter, 'on'>;
}): AbortSignal {
  const { logger, forceAfterMs, exit = exitProcess, source = process } = options;
  const controller = new AbortController();

  const stop = (): void => {
    setTimeout(() => {
      logger.fatal(
        { forceAfterMs },
        'The shutdown took longer than WORKER_SHUTDOWN_FORCE_SECONDS allows: ending at once',
      );
      exit(1);
    }, forceAfterMs + MARGIN_MS).unref();
    controller.abort();
  };
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      logger.fatal({ signal: name }, 'A second signal: ending at once');
      exit(1);
      return;
    }
    logger.info({ signal: name, forceAfterMs }, 'Shutting down');
    stop();
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) source.on(name, onSignal);
  return controller.signal;
}

function exitProcess(code: number): void {
  process.exit(code);
}
