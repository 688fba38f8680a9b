import type { Logger } from '@org/media-log';
import { LogTimestamp, type LogLevel, type LogMetadata, type Logger as SdkLogger } from '@temporalio/worker';

/** What a role is made of, as the SDK puts it; for it that is a warning, for us it is the design. */
const EXPECTED = /^No (activities|workflows|Nexus services) registered, not polling/;

/** Brings the lines of the Temporal SDK, those of its native part included, into our log. */
export function createSdkLogger(logger: Logger): SdkLogger {
  const sdk = logger.child({ component: 'temporal' });
  const log = (level: LogLevel, message: string, meta?: LogMetadata): void => {
    sdk[EXPECTED.test(message) ? 'debug' : toPinoLevel(level)](toFields(meta), message);
  };
  return {
    log,
    trace: (message, meta) => {
      log('TRACE', message, meta);
    },
    debug: (message, meta) => {
      log('DEBUG', message, meta);
    },
    info: (message, meta) => {
      log('INFO', message, meta);
    },
    warn: (message, meta) => {
      log('WARN', message, meta);
    },
    error: (message, meta) => {
      log('ERROR', message, meta);
    },
  };
}

export function toSdkLevel(level: string): LogLevel {
  return (level === 'fatal' ? 'error' : level).toUpperCase() as LogLevel;
}

function toPinoLevel(level: LogLevel): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

/**
 * pino writes the time itself; `err` is what it writes with a stack. A task as it came over the wire is left out: it
 * is as long as its payloads, and in base64 no redaction finds what is secret in them.
 */
function toFields(meta: LogMetadata = {}): Record<string, unknown> {
  const {
    error,
    [LogTimestamp]: _time,
    task: _task,
    taskEncoded: _bytes,
    ...fields
  } = meta as Record<string | symbol, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    // JSON knows no bigint.
    if (typeof value === 'bigint') fields[name] = Number(value);
  }
  return error === undefined ? fields : { ...fields, err: error };
}
