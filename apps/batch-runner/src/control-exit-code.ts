import type { ControlErrorCode } from '@org/media-control';
import { EXIT, type ExitCode } from './exit-codes.js';

/** What the process ends with when something could not be read or done. */
export const CONTROL_EXIT_CODES: Readonly<Record<ControlErrorCode, ExitCode>> = {
  notFound: EXIT.notFound,
  unreachable: EXIT.unreachable,
  conflict: EXIT.exists,
  refused: EXIT.wrongState,
  closed: EXIT.wrongState,
  notClosed: EXIT.wrongState,
  notParked: EXIT.wrongState,
  nothingToRedo: EXIT.wrongState,
  needsStore: EXIT.usage,
  noNamespace: EXIT.usage,
  unreadable: EXIT.failed,
  denied: EXIT.failed,
};
