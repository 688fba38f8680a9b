import {
  isGrpcCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';

/** Codes of gRPC that the commands act on. */
const UNAVAILABLE = 14;
const NOT_FOUND = 5;

/** True when Temporal itself could not be reached or did not answer in time. */
export function isUnreachable(error: unknown): boolean {
  return isGrpcDeadlineError(error) || isGrpcCancelledError(error) || grpcCode(error) === UNAVAILABLE;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCode(error) === NOT_FOUND;
}

/** The SDK wraps the gRPC error of some calls: the code may be in the cause. */
export function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCode(error.cause) : undefined;
}

/** What a person should read of an error of the SDK: the innermost message. */
export function innerMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innerMessage(error.cause) : error.message;
}
