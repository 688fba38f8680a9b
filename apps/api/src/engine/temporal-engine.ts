import {
  PIPELINE_ATTRIBUTES,
  BATCH_ATTRIBUTES,
  canSetSearchAttributes,
  cancelPipeline,
  createSession,
  explainBatch,
  explainItem,
  explainPipeline,
  isControlError,
  readParent,
  redriveBatch,
  redrivePipeline,
  resumePipeline,
  startBatch,
  startPipeline,
  temporalTrouble,
  updateBatch,
  type ControlErrorCode,
  type TemporalSession,
} from '@org/media-control';
import {
  MEDIA_MEMO,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  setBatchSpendCap,
  type BatchUpdate,
  type BatchUpdated,
} from '@org/media-contracts';
import { isStoreError, type ObjectStore } from '@org/media-storage';
import type { Client } from '@temporalio/client';
import { API_DIRECTIONS } from './directions.js';
import type { Engine, Explanation, Started } from './engine.js';
import { EngineError, type EngineErrorCode } from './engine-error.js';

/** Every call ends within this time: a client waits for the answer. In ms. */
const CALL_MS = 5_000;
/** An update waits for a worker, and may come in the middle of a hand-over. In ms. */
const UPDATE_MS = 10_000;
/** What the cluster knows changes when an operator changes it. In ms. */
const ATTRIBUTES_FOR_MS = 60_000;

export interface TemporalEngineOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Of the workers, where this process reaches it: a redrive of a batch reads what it wrote. */
  readonly store: ObjectStore | undefined;
}

export function createTemporalEngine({ client, taskQueue, store }: TemporalEngineOptions): Engine {
  const session = createSession(client, { deadlineMs: CALL_MS });
  const how = API_DIRECTIONS;
  const searchAttributes = rememberAttributes(session);
  const update = <Args extends [unknown]>(
    workflowId: string,
    { definition, args, asked }: { definition: BatchUpdate<Args>; args: Args; asked: string },
  ): Promise<BatchUpdated> =>
    told(async () => {
      const request = { workflowId, update: definition, args, asked };
      const { phase } = await updateBatch(session, request, { withinMs: UPDATE_MS });
      return { phase };
    });

  return {
    startPipeline: ({ id: workflowId, input, memo }) =>
      told(async () => {
        const attributes = await searchAttributes('pipeline');
        const start = {
          workflowId,
          taskQueue,
          input: { ...input, ...attributes },
          memo: { [MEDIA_MEMO]: memo },
        };
        return started(await startPipeline(session, start));
      }),
    cancelPipeline: (id) =>
      told(async () => {
        await cancelPipeline(session, id);
      }),
    resumePipeline: (id) =>
      told(async () => {
        await resumePipeline(session, id);
      }),
    explainPipeline: (id) => told(() => explainPipeline(session, id, { how })),
    redrivePipeline: (id, memo) =>
      told(async () => started(await redrivePipeline(session, id, { memo: { [MEDIA_MEMO]: memo } }))),

    startBatch: ({ id: workflowId, input, memo }) =>
      told(async () => {
        const settings = { ...input.settings, ...(await searchAttributes('batch')) };
        const start = { workflowId, taskQueue, input: { ...input, settings }, memo: { [MEDIA_MEMO]: memo } };
        return started(await startBatch(session, { ...start, listName: listName(input.list) }));
      }),
    pauseBatch: (id, reason) =>
      update(id, {
        definition: pauseBatch,
        args: [{ ...(reason !== undefined && { reason }) }],
        asked: 'pause',
      }),
    resumeBatch: (id) => update(id, { definition: resumeBatch, args: [{}], asked: 'resume' }),
    cancelBatch: (id, { wait, reason }) =>
      update(id, {
        definition: cancelBatch,
        args: [{ wait, ...(reason !== undefined && { reason }) }],
        asked: 'cancel',
      }),
    setBatchConcurrency: (id, concurrency) =>
      update(id, { definition: setBatchConcurrency, args: [concurrency], asked: 'change its concurrency' }),
    setBatchSpendCap: (id, cap) =>
      update(id, { definition: setBatchSpendCap, args: [{ cap }], asked: 'change its cap on spend' }),
    explainBatch: (id, name) =>
      told<Explanation>(() => {
        if (!name) return explainBatch(session, id, { how });
        const signal = AbortSignal.timeout(UPDATE_MS);
        return explainItem({ session, store, signal }, { workflowId: id, name, how });
      }),
    redriveBatch: (id, memo) =>
      told(async () => {
        const signal = AbortSignal.timeout(UPDATE_MS);
        const parent = await readParent({ session, store, signal }, id);
        const request = { ...parent, memo: { [MEDIA_MEMO]: memo } };
        return started(await redriveBatch(session, request));
      }),
    ping: () =>
      told(async () => {
        const { namespace } = session;
        await session.rpc(() => client.workflowService.describeNamespace({ namespace }));
      }),
  };
}

/** Asks the cluster seldom which search attributes it knows. Where it does not say, they are left out. */
function rememberAttributes(
  session: TemporalSession,
): (kind: 'pipeline' | 'batch') => Promise<{ searchAttributes: boolean }> {
  const names = { pipeline: PIPELINE_ATTRIBUTES, batch: BATCH_ATTRIBUTES };
  const known = new Map<string, { readonly at: number; readonly can: Promise<boolean> }>();
  return async (kind) => {
    let entry = known.get(kind);
    if (!entry || Date.now() - entry.at > ATTRIBUTES_FOR_MS) {
      entry = { at: Date.now(), can: canSetSearchAttributes(session, names[kind]) };
      known.set(kind, entry);
    }
    return { searchAttributes: await entry.can };
  };
}

function started({
  workflowId,
  runId,
  isNew,
}: {
  workflowId: string;
  runId: string;
  isNew: boolean;
}): Started {
  return { id: workflowId, runId, isNew };
}

function listName(list: { url?: string; key?: string } | object | undefined): string {
  if (list && 'url' in list && typeof list.url === 'string') return list.url;
  return list && 'key' in list ? 'an uploaded list' : 'an inline list';
}

const CODES: Partial<Record<ControlErrorCode, EngineErrorCode>> = {
  unreachable: 'unavailable',
  denied: 'unavailable',
  noNamespace: 'unavailable',
  notFound: 'notFound',
};

/** What was thrown, as the decision that follows from it. */
async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isControlError(error)) {
      throw new EngineError(CODES[error.code] ?? 'refused', error.explain(API_DIRECTIONS), { cause: error });
    }
    if (isStoreError(error)) {
      throw new EngineError('unavailable', 'The store of the batch does not answer in time; try again.', {
        cause: error,
      });
    }
    const trouble = temporalTrouble(error);
    if (!trouble) throw error;
    throw new EngineError(CODES[trouble.code] ?? 'refused', trouble.message, { cause: error });
  }
}
