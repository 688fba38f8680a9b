import type { Log } from '@org/media-activities';
import type { Logger } from './create-logger.js';

/** The log as activities know it. */
export function toActivityLog(logger: Logger): Log {
  return {
    debug: (message, attributes = {}) => {
      logger.debug(attributes, message);
    },
    info: (message, attributes = {}) => {
      logger.info(attributes, message);
    },
    warn: (message, attributes = {}) => {
      logger.warn(attributes, message);
    },
    error: (message, attributes = {}) => {
      logger.error(attributes, message);
    },
  };
}
