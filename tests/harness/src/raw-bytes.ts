import type { Client } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
const { WorkflowExecutionInfo } = proto.temporal.api.workflow.v1;
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

export interface RawHistory {
  /** The events as Temporal keeps them, payloads not decoded: one character for each byte, so that text is found. */
  readonly text: string;
  /** Where in the events there are payloads that are not encrypted. */
  readonly plain: readonly string[];
}

/** A history as somebody sees it who may read Temporal's database; without a run that of the current one. */
export async function rawHistory(client: Client, workflowId: string, runId?: string): Promise<RawHistory> {
  const events: temporal.api.history.v1.IHistoryEvent[] = [];
  for (let nextPageToken: Uint8Array | undefined; ;) {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, ...(runId === undefined ? {} : { runId }) },
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    events.push(...(page.history?.events ?? []));
    if (page.nextPageToken.length === 0) break;
    nextPageToken = page.nextPageToken;
  }
  return { text: textOf(History.encode({ events }).finish()), plain: plainPayloads(events, 'events') };
}

/** What Temporal tells of a workflow beside its history: memo, summary, heartbeats and failures of what is pending. */
export async function rawDescription(client: Client, workflowId: string): Promise<string> {
  const description = await client.workflowService.describeWorkflowExecution({
    namespace: client.options.namespace,
    execution: { workflowId },
  });
  return textOf(DescribeWorkflowExecutionResponse.encode(description).finish());
}

export interface RawRun {
  readonly workflowId: string;
  readonly runId: string;
  /** What lists tell of it: memo and search attributes. */
  readonly listed: string;
}

/** Every run that there is, a thousand at most. */
export async function rawRuns(client: Client): Promise<RawRun[]> {
  const { namespace } = client.options;
  const { executions } = await client.workflowService.listWorkflowExecutions({ namespace, pageSize: 1_000 });
  return executions.map((info) => ({
    workflowId: info.execution?.workflowId ?? '',
    runId: info.execution?.runId ?? '',
    listed: textOf(WorkflowExecutionInfo.encode(info).finish()),
  }));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function plainPayloads(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const encoding = encodingOf(value);
  if (encoding !== undefined) return encoding === 'binary/encrypted' ? [] : [path];
  return Object.entries(value).flatMap(([name, inner]) => plainPayloads(inner, `${path}.${name}`));
}

function encodingOf(value: object): string | undefined {
  const { metadata } = value as { metadata?: { encoding?: Uint8Array } | null };
  return metadata?.encoding && Buffer.from(metadata.encoding).toString();
}
