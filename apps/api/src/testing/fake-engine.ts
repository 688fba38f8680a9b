import type { BatchUpdated, WorkflowMemo } from '@org/media-contracts';
import type { Engine, Explanation, Started } from '../engine/engine.js';
import { EngineError } from '../engine/engine-error.js';

/** What runs the work, in memory: an id is started once, unless it is forgotten. */
export interface FakeEngine extends Engine {
  /** By id, in the order in which they were started. */
  readonly started: ReadonlyMap<string, { readonly input: unknown; readonly memo: WorkflowMemo }>;
  readonly asked: readonly string[];
  /** As Temporal does when its retention is over. */
  readonly forget: (id: string) => void;
  /** From now on nothing answers. */
  away: boolean;
}

export function createFakeEngine(): FakeEngine {
  const started = new Map<string, { input: unknown; memo: WorkflowMemo }>();
  const asked: string[] = [];
  const check = (): void => {
    if (engine.away) throw new EngineError('unavailable', 'Temporal does not answer');
  };
  const start = async (id: string, input: unknown, memo: WorkflowMemo): Promise<Started> => {
    check();
    const isNew = !started.has(id);
    if (isNew) started.set(id, { input, memo });
    return { id, runId: `run-of-${id}`, isNew };
  };
  const told = async (what: string): Promise<void> => {
    check();
    asked.push(what);
  };
  const updated = async (what: string): Promise<BatchUpdated> => {
    await told(what);
    return { phase: 'running' };
  };
  const explained = async (): Promise<Explanation> => {
    check();
    return {
      state: 'running',
      reasons: [{ subject: 'ingest', text: 'waits for a slot', wait: { for: 'slot' } }],
    };
  };
  const engine: FakeEngine = {
    started,
    asked,
    forget: (id) => {
      started.delete(id);
    },
    away: false,
    startPipeline: ({ id, input, memo }) => start(id, input, memo),
    startBatch: ({ id, input, memo }) => start(id, input, memo),
    cancelPipeline: (id) => told(`cancel ${id}`),
    resumePipeline: (id) => told(`resume ${id}`),
    explainPipeline: explained,
    explainBatch: async (id, item) => {
      if (item) asked.push(`why ${id} ${JSON.stringify(item)}`);
      return explained();
    },
    redrivePipeline: (id, memo) => start(`${id}-redrive-1`, {}, memo),
    redriveBatch: (id, memo) => start(`${id}-redrive-1`, {}, memo),
    pauseBatch: (id) => updated(`pause ${id}`),
    resumeBatch: (id) => updated(`resume ${id}`),
    cancelBatch: (id) => updated(`cancel ${id}`),
    setBatchConcurrency: (id) => updated(`concurrency ${id}`),
    setBatchSpendCap: (id) => updated(`spend ${id}`),
    ping: async () => {
      check();
    },
  };
  return engine;
}
