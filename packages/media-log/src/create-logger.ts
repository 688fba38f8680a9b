import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { createRedact } from './redact.js';

export type { Logger };

export interface LoggerOptions {
  /** Which process writes, e.g. `worker`: on every line, as `service`. */
  readonly service: string;
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  readonly level: string;
  /** Values that are blotted out wherever they turn up: keys, passwords. */
  readonly secrets?: Iterable<string>;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * One JSON object per line. Every line passes through the redaction as a whole, so that no field, message or stack
 * trace is forgotten.
 */
export function createLogger({ service, level, secrets, destination: to }: LoggerOptions): Logger {
  const settings = {
    level,
    base: { service, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: createRedact(secrets) },
  };
  // Synchronous: the last lines before an exit say why it ended, and must be out, and in order.
  return pino(settings, to ?? destination({ fd: 1, sync: true }));
}
