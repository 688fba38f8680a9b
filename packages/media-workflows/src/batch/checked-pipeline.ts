import type { PipelineItemOutcome } from '@org/media-contracts';

const OUTCOMES: readonly unknown[] = ['succeeded', 'failed', 'cancelled', 'terminated', 'timedOut'];

/**
 * Refuses what is not an outcome of a pipeline. A result is in the history for good: to trip over it would fail the
 * workflow task for ever, while a wrong one fails its item.
 *
 * @throws Error that says what is wrong with the value.
 */
export function checkedPipeline(value: unknown): PipelineItemOutcome {
  const { outcome, pipeline, error } = recordOf(value);
  if (!OUTCOMES.includes(outcome)) throw notAnOutcome(`its outcome is ${String(outcome)}`);
  if (typeof recordOf(pipeline)['workflowId'] !== 'string') throw notAnOutcome('it names no pipeline');
  if (error !== undefined && typeof recordOf(error)['message'] !== 'string') {
    throw notAnOutcome('its error has no message');
  }
  return value as PipelineItemOutcome;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function notAnOutcome(reason: string): Error {
  return new Error(`the activity's result is not a PipelineItemOutcome: ${reason}`);
}
