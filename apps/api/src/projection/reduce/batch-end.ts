import { FAILURE_TYPES, type BatchResult } from '@org/media-contracts';
import type { EndEvent } from '../history/history-event.js';
import { errorOf, errorWithoutFailure } from './pipeline-end.js';

/** How a batch ended. */
export interface BatchEnd {
  readonly state: BatchResult['state'] | 'failed';
  readonly at: number;
  readonly error?: { readonly type: string; readonly message: string };
}

export function batchEnd(event: EndEvent): BatchEnd {
  const { at } = event;
  switch (event.type) {
    case 'completed': {
      const { state = 'completed' } = (event.output ?? {}) as Partial<BatchResult>;
      return { state, at };
    }
    case 'cancelled':
      return { state: 'cancelled', at };
    case 'failed': {
      const state = event.failure.type === FAILURE_TYPES.batchStopped ? 'stopped' : 'failed';
      return { state, at, error: errorOf(event.failure) };
    }
    case 'terminated':
    case 'timedOut':
      return { state: 'failed', at, error: errorWithoutFailure(event) };
  }
}
