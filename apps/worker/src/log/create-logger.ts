import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { createRedact } from './redact.js';

export type { Logger };

/**
 * One JSON object per line on standard output. Every line passes through the redaction as a whole,
 * so that no field, message or stack trace is forgotten.
 */
export function createLogger(options: {
  readonly level: string;
  readonly secrets?: Iterable<string>;
  readonly destination?: DestinationStream;
}): Logger {
  const settings = {
    level: options.level,
    base: { service: 'worker', pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: createRedact(options.secrets) },
  };
  // Synchronous: the last lines before an exit say why it ended, and must be out, and in order.
  return pino(settings, options.destination ?? destination({ fd: 1, sync: true }));
}
