import type { StageTrack } from './stage-track.js';
import type { NewEvent } from './changes.js';

/** What the step of a stage from one state to the next tells. */
export function stageNews(before: StageTrack, after: StageTrack, at: number): NewEvent[] {
  const { stage, state, generation, outputUrl, error } = after;
  const data = { stage, ...(generation !== undefined && { generation }) };
  if (state === 'running' && generation !== before.generation) return [{ type: 'stage.started', data, at }];
  if (state === before.state) return [];
  switch (state) {
    case 'succeeded':
      return [{ type: 'stage.succeeded', data: { ...data, outputUrl }, at }];
    case 'failed':
    case 'timedOut':
      return [{ type: 'stage.failed', data: { ...data, error }, at }];
    case 'cancelled':
      return [{ type: 'stage.cancelled', data, at }];
    case 'backingOff':
      return [{ type: 'stage.waiting', data: { ...data, waitingFor: after.waitingFor, error }, at }];
    case 'waitingForQuota':
      return [{ type: 'stage.waiting', data: { ...data, waitingFor: after.waitingFor }, at }];
    default:
      return [];
  }
}
