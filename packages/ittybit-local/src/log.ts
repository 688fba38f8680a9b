export type LogLevel = 'info' | 'warn' | 'error';

/** Takes what happened and to what; never a key. */
export type Log = (level: LogLevel, message: string, facts?: Record<string, unknown>) => void;

export const silent: Log = () => undefined;
