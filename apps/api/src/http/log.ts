/** The part of a logger that the API uses: attributes first, as pino has it. */
export interface Log {
  debug: (attributes: object, message: string) => void;
  info: (attributes: object, message: string) => void;
  warn: (attributes: object, message: string) => void;
  error: (attributes: object, message: string) => void;
  child: (attributes: Record<string, unknown>) => Log;
}
