import type { Client } from '@temporalio/client';
import { carriedBytes, historiesOf } from '../batch/run-history.ts';
import type { RunningBatch } from '../batch/start-batch.ts';

/** What a batch leaves in Temporal, over all of its runs. */
export interface HistorySize {
  readonly handOvers: number;
  readonly events: number;
  /** Of the run that has most. */
  readonly maxHistoryEvents: number;
  /** The largest input that a run gave to the next. */
  readonly carriedBytes: number;
}

export async function historySize(client: Client, handle: RunningBatch): Promise<HistorySize> {
  const size = { handOvers: -1, events: 0, maxHistoryEvents: 0, carriedBytes: 0 };
  const execution = { workflowId: handle.workflowId, firstRunId: handle.firstExecutionRunId };
  for await (const history of historiesOf(client, execution)) {
    const events = history.events?.length ?? 0;
    size.handOvers++;
    size.events += events;
    size.maxHistoryEvents = Math.max(size.maxHistoryEvents, events);
    size.carriedBytes = Math.max(size.carriedBytes, carriedBytes(history));
  }
  return size;
}
