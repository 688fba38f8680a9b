import { WORKFLOWS } from '@org/media-contracts';
import type { ResourceKind } from '@org/media-catalog';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { setImmediate as letOthersGo } from 'node:timers/promises';
import type { HistoryEvent } from './history-event.js';
import type { HistoryPage, HistorySource, ListedRun, RunFilter } from './history-source.js';
import { createPayloadDecoder, type PayloadDecoder } from './payload-decoder.js';
import { millis } from './proto-values.js';
import { readEvent, type RawEvent } from './read-event.js';

type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

const KINDS: Readonly<Record<string, ResourceKind>> = {
  [WORKFLOWS.mediaPipeline]: 'pipeline',
  [WORKFLOWS.batchFanOut]: 'batch',
};
const TYPES = Object.keys(KINDS).map((name) => `'${name}'`);

const LIST_PAGE = 1_000;
const HISTORY_PAGE = 1_000;
/** Reading a full page at once would keep requests waiting for tens of ms. */
const EVENTS_PER_TURN = 100;
/** The SDK sets no limit of its own to a call. In ms. */
const CALL_LIMIT_MS = 10_000;

const RUNNING = 1;
const NOT_FOUND = 5;

/**
 * Reads Temporal through a client, whose converter and codec decode the payloads. It lists what runs on one queue: a
 * namespace may hold another deployment as well, whose tenants and callbacks are none of ours.
 */
export function createTemporalHistory(client: Client, taskQueue: string): HistorySource {
  const { namespace } = client.options;
  const ours = `WorkflowType IN (${TYPES.join(', ')}) AND TaskQueue = '${taskQueue.replaceAll("'", "''")}'`;
  const { workflowService } = client;
  const decoder = createPayloadDecoder(client.options.loadedDataConverter);
  const call = <T>(limitMs: number, signal: AbortSignal, request: () => Promise<T>): Promise<T> =>
    client.withAbortSignal(signal, () => client.withDeadline(Date.now() + limitMs, request));

  return {
    list: async function* (filter, signal) {
      let nextPageToken: Uint8Array | undefined;
      do {
        const token = nextPageToken && { nextPageToken };
        const page = await call(CALL_LIMIT_MS, signal, () =>
          workflowService.listWorkflowExecutions({
            namespace,
            query: `${ours} AND ${conditionOf(filter)}`,
            pageSize: LIST_PAGE,
            ...token,
          }),
        );
        yield page.executions.flatMap(listedRun);
        nextPageToken = continued(page.nextPageToken);
      } while (nextPageToken);
    },
    read: async ({ workflowId, runId }, { cursor, waitMs, signal }) => {
      const request = {
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: HISTORY_PAGE,
        // Without it the answer is complete with the last event there is, and has no token to go on from.
        waitNewEvent: true,
        ...(cursor && { nextPageToken: cursor }),
      };
      try {
        const page = await call(waitMs, signal, () => workflowService.getWorkflowExecutionHistory(request));
        return await readPage(page.history?.events ?? [], decoder, continued(page.nextPageToken));
      } catch (error) {
        if (isGrpcServiceError(error) && (error.code as number) === NOT_FOUND) return 'gone';
        throw error;
      }
    },
  };
}

async function readPage(
  raw: readonly RawEvent[],
  decoder: PayloadDecoder,
  next: Uint8Array | undefined,
): Promise<HistoryPage> {
  const events: HistoryEvent[] = [];
  for (const [index, one] of raw.entries()) {
    if (index > 0 && index % EVENTS_PER_TURN === 0) await letOthersGo();
    const event = await readEvent(one, decoder);
    if (event) events.push(event);
  }
  return { events, ignored: raw.length - events.length, ...(next && { next }) };
}

function listedRun({ execution, type, startTime, closeTime, status }: ExecutionInfo): ListedRun[] {
  const kind = KINDS[type?.name ?? ''];
  const { workflowId, runId } = execution ?? {};
  if (!kind || !workflowId || !runId) return [];
  const running = Number(status) === RUNNING;
  const closed = running ? {} : { closedAt: millis(closeTime) };
  return [{ kind, workflowId, runId, startedAt: millis(startTime), ...closed, running }];
}

function conditionOf(filter: RunFilter): string {
  if ('running' in filter) return "ExecutionStatus = 'Running'";
  if ('startedSince' in filter) {
    const began = `StartTime >= '${timeOf(filter.startedSince)}'`;
    return `(${began} OR CloseTime >= '${timeOf(filter.orClosedSince)}')`;
  }
  const since = filter.closedSince === undefined ? '' : ` AND CloseTime >= '${timeOf(filter.closedSince)}'`;
  return `ExecutionStatus != 'Running'${since}`;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

function continued(token: Uint8Array | null | undefined): Uint8Array | undefined {
  return token?.length ? token : undefined;
}
