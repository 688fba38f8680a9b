import type { LedgerSummary, PipelineHandle } from '@org/tests-harness';

/** The remote id of a pipeline's first task, and when the workflow heard of its end, in ms. */
export async function completionOf(handle: PipelineHandle): Promise<[string, number]> {
  const { events } = await handle.fetchHistory();
  const completed = events?.find((event) => event.activityTaskCompletedEventAttributes);
  const payload = completed?.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data;
  const outcome = JSON.parse(Buffer.from(payload ?? []).toString()) as { remoteId: string };
  return [
    outcome.remoteId,
    Number(completed?.eventTime?.seconds) * 1_000 + Number(completed?.eventTime?.nanos) / 1e6,
  ];
}

/** How long after its end at the service each task was known to have ended, in ms. */
export function detectionOf(ledger: LedgerSummary, heardAt: ReadonlyMap<string, number>): number[] {
  const creates = ledger.groups.flatMap((group) => group.creates);
  return creates.flatMap(({ id, finishedAt }) => {
    const heard = heardAt.get(id);
    return heard === undefined || finishedAt === null ? [] : [heard - finishedAt];
  });
}
