import type { Clock } from '@org/ittybit-client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { PipelineStatus } from '@org/media-contracts';
import type { TemporalClient } from '../patient-call.js';

type Call = 'start' | 'describe' | 'describeBatch' | 'result' | 'query' | 'cancel' | 'signal';

interface Run {
  readonly runId: string;
  readonly startTime: Date;
  status: WorkflowExecutionStatusName;
  end?: { result: unknown } | { cause: Error };
}

/** One workflow id of a Temporal server, and the memo of the batch that asks for it. Runs end when a test says so. */
export interface FakeTemporal {
  readonly client: TemporalClient;
  readonly calls: Record<Call, number>;
  readonly starts: WorkflowStartOptions[];
  readonly runs: Run[];
  /** Ends the latest run. */
  readonly close: (status: WorkflowExecutionStatusName, end: NonNullable<Run['end']>) => void;
  /** Another run of the same id, as a reset makes it. */
  readonly addRun: () => void;
  readonly behaviour: {
    /** What a query answers; it fails when absent. */
    status?: PipelineStatus;
    /** Of the batch that the item is of, which is not known when this is absent. */
    batchMemo?: Record<string, unknown>;
    onCancel: () => void;
    onSignal: (name: string) => void;
    /** Thrown by a call instead of answering; `silence` never answers. */
    trouble: Partial<Record<Call, Error | 'silence'>>;
  };
}

export function createFakeTemporal(workflowId: string, clock: Pick<Clock, 'now'>): FakeTemporal {
  const calls: FakeTemporal['calls'] = {
    start: 0,
    describe: 0,
    describeBatch: 0,
    result: 0,
    query: 0,
    cancel: 0,
    signal: 0,
  };
  const runs: Run[] = [];
  const starts: WorkflowStartOptions[] = [];
  const waiting = new Set<() => void>();
  const behaviour: FakeTemporal['behaviour'] = {
    onCancel: () => undefined,
    onSignal: () => undefined,
    trouble: {},
  };

  async function counted(call: Call): Promise<void> {
    calls[call] += 1;
    const trouble = behaviour.trouble[call];
    if (trouble === 'silence') await new Promise(() => undefined);
    else if (trouble) throw trouble;
  }

  function find(runId: string | undefined): Run {
    const run = runId === undefined ? runs.at(-1) : runs.find((candidate) => candidate.runId === runId);
    if (!run) throw new WorkflowNotFoundError('workflow not found', workflowId, runId);
    return run;
  }

  function addRun(): void {
    const startTime = new Date(clock.now());
    runs.push({ runId: `run-${runs.length + 1}`, startTime, status: 'RUNNING' });
  }

  const handle = (runId: string | undefined): unknown => ({
    describe: async () => {
      await counted('describe');
      const run = find(runId);
      const raw = { workflowExecutionInfo: { firstRunId: runs[0]?.runId } };
      return { status: { name: run.status }, runId: run.runId, startTime: run.startTime, raw };
    },
    result: async () => {
      await counted('result');
      const run = find(runId);
      while (!run.end) await new Promise<void>((resolve) => waiting.add(resolve));
      if ('result' in run.end) return run.end.result;
      throw new WorkflowFailedError('Workflow execution failed', run.end.cause, 'NON_RETRYABLE_FAILURE');
    },
    query: async () => {
      await counted('query');
      if (!behaviour.status) throw serviceError(4, 'no worker answered');
      return behaviour.status;
    },
    cancel: async () => {
      await counted('cancel');
      if (find(runId).end) throw new WorkflowNotFoundError('already completed', workflowId, runId);
      behaviour.onCancel();
    },
    signal: async ({ name }: { name: string }) => {
      await counted('signal');
      if (find(runId).end) throw new WorkflowNotFoundError('already completed', workflowId, runId);
      behaviour.onSignal(name);
    },
  });

  const batchHandle = (id: string, runId: string | undefined): unknown => ({
    describe: async () => {
      await counted('describeBatch');
      if (!behaviour.batchMemo) throw new WorkflowNotFoundError('workflow not found', id, runId);
      return { memo: behaviour.batchMemo };
    },
  });

  const start = async (name: string, options: WorkflowStartOptions): Promise<unknown> => {
    await counted('start');
    starts.push(options);
    if (runs.at(-1)?.end) throw new WorkflowExecutionAlreadyStartedError('already', workflowId, name);
    if (runs.length === 0) addRun();
    return handle(undefined);
  };

  const client = {
    withAbortSignal: (_signal: AbortSignal, act: () => unknown) => act(),
    withDeadline: (_deadline: number, act: () => unknown) => act(),
    workflow: {
      start,
      getHandle: (id: string, runId?: string) => (id === workflowId ? handle(runId) : batchHandle(id, runId)),
    },
  } as unknown as TemporalClient;

  return {
    client,
    calls,
    starts,
    runs,
    addRun,
    behaviour,
    close: (status, end) => {
      const run = find(undefined);
      run.status = status;
      run.end = end;
      for (const wake of waiting) wake();
      waiting.clear();
    },
  };
}

/** What the SDK throws for an error of gRPC. */
export function serviceError(code: number, details: string): ServiceError {
  const cause = Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
  return new ServiceError('the call failed', { cause });
}
