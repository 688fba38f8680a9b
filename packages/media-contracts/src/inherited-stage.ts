import type { InheritedStage, StageStatus } from './media-pipeline.js';

/**
 * What a redrive takes over from a stage of the execution it redoes. A stage that never began has no
 * operation, and so nothing to take over.
 */
export function inheritedStage(status: StageStatus): InheritedStage | undefined {
  const { operation, input, remoteId, outcome, outputInvalid } = status;
  if (!operation) return undefined;
  return {
    operation,
    ...(input !== undefined && { input }),
    ...(remoteId !== undefined && { remoteId }),
    ...(outcome && { outcome }),
    ...(outputInvalid !== undefined && { outputInvalid }),
  };
}
