/** Thrown in an attempt when a later one at the same operation began in this process. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';

  constructor() {
    super('A later attempt at the same operation runs in this process.');
  }
}

/** Lets the attempt that began last have an operation: the one before was given up by the server, and only holds a slot. */
export interface TakeOver {
  /** Aborts, with {@link TakenOver}, when the next attempt at the operation begins. */
  readonly begin: (operationId: string) => { readonly superseded: AbortSignal; readonly end: () => void };
}

export function createTakeOver(): TakeOver {
  const running = new Map<string, AbortController>();
  return {
    begin: (operationId) => {
      running.get(operationId)?.abort(new TakenOver());
      const controller = new AbortController();
      running.set(operationId, controller);
      return {
        superseded: controller.signal,
        end: () => {
          if (running.get(operationId) === controller) running.delete(operationId);
        },
      };
    },
  };
}
