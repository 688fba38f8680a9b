import { workflowInfo } from '@temporalio/workflow';
import type { HistoryPressure } from './batch-event.js';

/** Reads how full the history of this run is. */
export interface HistoryGauge {
  readonly read: () => HistoryPressure;
}

export function createHistoryGauge(): HistoryGauge {
  let suggestedAt: number | undefined;
  return {
    read: () => {
      const { continueAsNewSuggested, historyLength, suggestedContinueAsNewReasons } = workflowInfo();
      if (!continueAsNewSuggested) return { suggested: false, pressing: false, byUpdates: false };
      suggestedAt ??= historyLength;
      return {
        suggested: true,
        pressing: historyLength > 2 * suggestedAt,
        byUpdates: suggestedContinueAsNewReasons?.includes('TOO_MANY_UPDATES') ?? false,
      };
    },
  };
}
