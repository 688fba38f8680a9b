import type { Logger } from './create-logger.js';

/** A log as libraries of ours declare it: the message first, then attributes. */
export type PlainLog = Readonly<
  Record<'debug' | 'info' | 'warn' | 'error', (message: string, attributes?: Record<string, unknown>) => void>
>;

/** What libraries of ours write to. */
export function toLog(logger: Logger): PlainLog {
  const write =
    (level: keyof PlainLog): PlainLog[keyof PlainLog] =>
    (message, attributes = {}) => {
      logger[level](attributes, message);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
