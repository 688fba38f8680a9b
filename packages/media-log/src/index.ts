/** Scope: the log that our processes write. Not here: what they write, and reading a level from the environment. */
export { createLogger, type Logger, type LoggerOptions } from './create-logger.js';
export { toLog, type PlainLog } from './to-log.js';
