import { ControlError } from '../control-error.js';
import { grpcCode, innerMessage, isUnreachable } from './rpc-error.js';

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** What an error of the SDK means for whoever asked; undefined when it is none that a caller can act on. */
export function temporalTrouble(error: unknown): ControlError | undefined {
  const cause = { cause: error };
  const message = innerMessage(error);
  if (error instanceof Error && error.name === 'NamespaceNotFoundError') {
    return new ControlError('noNamespace', `${message}.`, cause);
  }
  if (isUnreachable(error)) {
    return new ControlError('unreachable', `Temporal did not answer in time: ${message}.`, cause);
  }
  const code = grpcCode(error);
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    return new ControlError('denied', `Temporal refuses this caller: ${message}.`, cause);
  }
  return undefined;
}
