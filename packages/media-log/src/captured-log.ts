import { createLogger, type Logger } from './create-logger.js';

export interface CapturedLog {
  readonly logger: Logger;
  /** What was written so far, line by line. */
  readonly lines: () => Record<string, unknown>[];
  readonly text: () => string;
}

/** The real logger, writing to memory. */
export function captureLog(
  options: { service?: string; level?: string; secrets?: Iterable<string> } = {},
): CapturedLog {
  let text = '';
  const destination = {
    write: (line: string): void => {
      text += line;
    },
  };
  const logger = createLogger({ service: 'test', level: 'trace', ...options, destination });
  const parse = (line: string): Record<string, unknown> => JSON.parse(line) as Record<string, unknown>;
  return { logger, text: () => text, lines: () => text.split('\n').filter(Boolean).map(parse) };
}
