import type { Payload, PayloadCodec } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { isEncrypted } from './payload-codec.js';
import { isPayloadUnreadableError, type PayloadUnreadableError } from './payload-unreadable-error.js';

/** Enough to meet a workflow of each key in use, and one page for the server. */
const SAMPLE = 20;

/** The two calls that are needed of a connection's `workflowService`. */
export interface HistoryService {
  listWorkflowExecutions(
    request: temporal.api.workflowservice.v1.IListWorkflowExecutionsRequest,
  ): Promise<temporal.api.workflowservice.v1.IListWorkflowExecutionsResponse>;
  getWorkflowExecutionHistory(
    request: temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryRequest,
  ): Promise<temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse>;
}

export interface RunningWorkflows {
  readonly service: HistoryService;
  readonly namespace: string;
  /** Queue that the workflows run on. */
  readonly taskQueue: string;
  readonly codec: PayloadCodec;
}

export interface ReadingCheck {
  /** Workflows whose encrypted input this process can read. */
  readonly readable: number;
  readonly unreadable: readonly { readonly workflowId: string; readonly error: PayloadUnreadableError }[];
  /**
   * True when there are encrypted inputs and none can be read: this process has the wrong keys, and would only stand in
   * the way of one that has the right ones. While others can be read, it is whoever started the odd one that has them.
   */
  readonly hasWrongKeys: boolean;
}

/** Tries to read what the newest running workflows of a queue were started with. Writes nothing, starts nothing. */
export async function readRunningWorkflows(where: RunningWorkflows): Promise<ReadingCheck> {
  const { service, namespace, taskQueue } = where;
  const { executions } = await service.listWorkflowExecutions({
    namespace,
    pageSize: SAMPLE,
    query: `TaskQueue = '${taskQueue.replaceAll("'", "''")}' AND ExecutionStatus = 'Running'`,
  });
  let readable = 0;
  const unreadable: { workflowId: string; error: PayloadUnreadableError }[] = [];
  for (const { execution } of executions ?? []) {
    if (!execution) continue;
    const payloads = await inputOf(where, execution);
    if (!payloads.some(isEncrypted)) continue;
    const error = await problemOf(where.codec, payloads);
    if (error === undefined) readable += 1;
    else unreadable.push({ workflowId: execution.workflowId ?? '', error });
  }
  return { readable, unreadable, hasWrongKeys: readable === 0 && unreadable.length > 0 };
}

async function inputOf(
  { service, namespace }: RunningWorkflows,
  execution: temporal.api.common.v1.IWorkflowExecution,
): Promise<Payload[]> {
  const { history } = await service.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
}

async function problemOf(
  codec: PayloadCodec,
  payloads: Payload[],
): Promise<PayloadUnreadableError | undefined> {
  try {
    await codec.decode(payloads);
    return undefined;
  } catch (error) {
    if (isPayloadUnreadableError(error)) return error;
    throw error;
  }
}
