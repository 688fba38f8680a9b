import type { Batch } from './batch-world.ts';

type HistoryEvent = NonNullable<Awaited<ReturnType<Batch['fetchHistory']>>['events']>[number];

/** One run of a batch, as the server keeps it. */
export interface BatchRun {
  readonly runId: string;
  readonly events: readonly HistoryEvent[];
}

/** The runs of a batch from the first one on, each handed over to the next. */
export async function runsOf({ client, workflowId, firstExecutionRunId }: Batch): Promise<BatchRun[]> {
  const runs: BatchRun[] = [];
  let runId: string | undefined = firstExecutionRunId;
  while (runId) {
    const history = await client.getHandle(workflowId, runId).fetchHistory();
    const events: readonly HistoryEvent[] = history.events ?? [];
    runs.push({ runId, events });
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}
