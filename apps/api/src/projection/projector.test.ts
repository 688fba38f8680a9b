import type { BatchStatus } from '@org/media-contracts';
import type { Log } from '@org/media-activities';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HistoryEvent } from './history/history-event.js';
import { createProjector, type ProjectorDependencies } from './projector.js';
import { createMemoryProjection, type MemoryProjection } from './testing/memory-projection.js';
import { recorded, updateOf } from './testing/projected.js';
import { createQuickClock } from './testing/quick-clock.js';
import { createScriptedSource, type ScriptedRun, type ScriptedSource } from './testing/scripted-source.js';

const OWNER = { tenantId: 'acme' };

describe('createProjector', () => {
  it('writes what ran before it began, and what begins later', async () => {
    const bench = createBench();
    bench.source.runs.push(await scripted('plain'), await scripted('batch-stopped'));
    bench.start();
    await bench.until(() => bench.ended().length === 2);
    bench.source.runs.push(await scripted('failed-stage'));
    await bench.until(() => bench.ended().length === 3);
    for (const name of ['plain', 'failed-stage', 'batch-stopped']) {
      const { pipeline, batch, events } = updateOf(await recorded(name, OWNER));
      expect(bench.catalog.rows.get(name)).toEqual(pipeline ?? batch);
      expect(bench.catalog.eventsOf(name).map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    }
  });

  it('goes on with the run that a batch was handed over to, though nobody lists it', async () => {
    const bench = createBench();
    const first = await scripted('batch-hand-over');
    const end = first.events.at(-1);
    const runId = end?.type === 'handedOver' ? (end.newRunId ?? '') : '';
    const second = await scripted('batch-carried', { workflowId: first.workflowId, runId, listed: false });
    bench.source.runs.push(first, second);
    bench.start();
    await bench.until(() => bench.ended().length === 2);
    expect(bench.catalog.rows.get(first.workflowId)).toMatchObject({ runId, state: 'completed' });
    expect(bench.catalog.eventsOf(first.workflowId).map(({ type }) => type)).toEqual([
      'batch.started',
      'batch.planned',
      'batch.completed',
    ]);
    const runs = new Set([...bench.catalog.activities.values()].map((activity) => activity.runId));
    expect(runs).toEqual(new Set([first.runId, runId]));
  });

  it('reads the runs of a workflow in their order, whatever order they are found in', async () => {
    const bench = createBench();
    const first = await scripted('batch-hand-over');
    const second = await scripted('batch-carried', { workflowId: first.workflowId });
    bench.source.runs.push(second, first);
    bench.start();
    await bench.until(() => bench.ended().length === 2);
    expect(bench.catalog.rows.get(first.workflowId)).toMatchObject({
      runId: second.runId,
      state: 'completed',
    });
  });

  it('loses and doubles nothing when the catalog is away for a while', async () => {
    const bench = createBench();
    const run = await growing('parked');
    bench.source.runs.push(run.scripted);
    bench.start();
    run.grow(10);
    await bench.until(() => bench.catalog.rows.has('parked'));
    bench.catalog.breakWith(new Error('connection refused'));
    run.grow(10);
    await bench.turns(50);
    bench.catalog.breakWith(undefined);
    run.grow(100);
    await bench.until(() => bench.ended().length === 1);
    expectWhole(bench.catalog, 'parked', await recorded('parked', OWNER));
  });

  it('goes on when Temporal is back', async () => {
    const bench = createBench();
    const run = await growing('parked');
    bench.source.runs.push(run.scripted);
    bench.start();
    run.grow(10);
    await bench.until(() => bench.catalog.rows.has('parked'));
    bench.source.breakWith(new Error('unavailable'));
    await bench.turns(50);
    run.grow(100);
    bench.source.breakWith(undefined);
    await bench.until(() => bench.ended().length === 1);
    expectWhole(bench.catalog, 'parked', await recorded('parked', OWNER));
    expect(bench.warnings().length).toBeGreaterThan(0);
  });

  it('goes on from where another one was stopped', async () => {
    const catalog = createMemoryProjection();
    const run = await growing('failed-stage');
    const first = createBench({ catalog });
    first.source.runs.push(run.scripted);
    first.start();
    run.grow(20);
    await first.until(() => catalog.rows.has('failed-stage'));
    await first.stop();
    const second = createBench({ catalog });
    second.source.runs.push(run.scripted);
    second.start();
    run.grow(100);
    await second.until(() => second.ended().length === 1);
    expectWhole(catalog, 'failed-stage', await recorded('failed-stage', OWNER));
  });

  it('reads again what the catalog has lost', async () => {
    const bench = createBench();
    const run = await growing('parked');
    bench.source.runs.push(run.scripted);
    bench.start();
    run.grow(20);
    await bench.until(() => bench.catalog.rows.has('parked'));
    bench.catalog.forget();
    await bench.until(() => bench.catalog.rows.has('parked'));
    run.grow(100);
    await bench.until(() => bench.ended().length === 1);
    expectWhole(bench.catalog, 'parked', await recorded('parked', OWNER));
  });

  it('is not kept from the others by a workflow that cannot be read', async () => {
    const bench = createBench();
    bench.source.runs.push(
      await scripted('plain', { trouble: new Error('wrong key') }),
      await scripted('cancelled'),
    );
    bench.start();
    await bench.until(() => bench.ended().length === 1 && bench.warnings().length > 0);
    expect(bench.catalog.rows.has('cancelled')).toBe(true);
    expect(bench.warnings()[0]).toMatchObject({ workflowId: 'plain', reason: 'Error: wrong key' });
  });

  it('leaves out what belongs to no tenant, and gives it to the one that adopts it', async () => {
    const without = createBench({ adoptTenant: undefined });
    without.source.runs.push(await scripted('plain', { memo: null }));
    without.start();
    await without.until(() => without.source.reads() > 0);
    await without.turns(20);
    expect(without.catalog.rows.size).toBe(0);
    expect(without.source.reads()).toBe(1);

    const adopting = createBench({ adoptTenant: 'house' });
    adopting.source.runs.push(await scripted('plain', { memo: { tenantId: 7 } }));
    adopting.start();
    await adopting.until(() => adopting.ended().length === 1);
    expect(adopting.catalog.rows.get('plain')).toMatchObject({ tenantId: 'house' });
  });

  it('asks a batch for its status when its history has moved, and tells what has changed', async () => {
    const answers = [1, 1, 2].map((succeeded, index) => ({
      phase: 'running',
      at: index,
      counts: { succeeded },
    }));
    let asked = 0;
    const bench = createBench({
      askBatch: async () => answers[Math.min(asked++, 2)] as unknown as BatchStatus,
    });
    const run = await growing('batch-parked');
    bench.source.runs.push(run.scripted);
    bench.start();
    for (let turn = 1; turn <= 3; turn++) {
      run.grow(5);
      await bench.until(() => asked === turn);
    }
    await bench.turns(50);
    expect(asked).toBe(3);
    const progress = bench.catalog.eventsOf('batch-parked').filter(({ type }) => type === 'batch.progress');
    expect(progress.map(({ data }) => data)).toEqual([
      { phase: 'running', counts: { succeeded: 1 } },
      { phase: 'running', counts: { succeeded: 2 } },
    ]);
  });

  it('does nothing while another one leads, and takes over from it', async () => {
    const catalog = createMemoryProjection();
    const first = createBench({ catalog });
    first.start();
    await first.turns(5);
    const second = createBench({ catalog });
    second.source.runs.push(await scripted('plain'));
    second.start();
    await second.turns(50);
    expect(second.source.reads()).toBe(0);
    await first.stop();
    await second.until(() => second.ended().length === 1);
    expect(catalog.rows.has('plain')).toBe(true);
  });

  it('starts the callbacks that are due', async () => {
    const due = [{ id: 'cb-1', tenantId: 'acme', replays: 2 }];
    const started: string[] = [];
    const bench = createBench({
      callbacks: { ...NO_CALLBACKS, pending: async () => due, markDelivering: async () => void due.pop() },
      startCallback: async (_callback, workflowId) => void started.push(workflowId),
    });
    bench.start();
    await bench.until(() => due.length === 0);
    await bench.turns(10);
    expect(started).toEqual(['callback-cb-1-2']);
  });

  it('takes a callback for dead that is late and that no workflow delivers', async () => {
    const abandoned: unknown[] = [];
    const asked: number[] = [];
    const bench = createBench({
      callbacks: {
        ...NO_CALLBACKS,
        overdue: async (before) => {
          asked.push(before);
          return [
            { id: 'cb-late', replays: 0 },
            { id: 'cb-lost', replays: 1 },
          ];
        },
        abandon: async (...what) => void abandoned.push(what),
      },
      isDelivering: async (workflowId) => workflowId !== 'callback-cb-lost-1',
    });
    bench.start();
    await bench.until(() => abandoned.length > 0);
    expect(abandoned[0]).toEqual(['cb-lost', 1]);
    expect(asked.length).toBeGreaterThan(0);
  });
});

const NO_CALLBACKS: ProjectorDependencies['callbacks'] = {
  pending: async () => [],
  markDelivering: async () => undefined,
  overdue: async () => [],
  abandon: async () => undefined,
};

interface Bench {
  readonly catalog: MemoryProjection;
  readonly source: ScriptedSource;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Lets everything have its turn until something is so. */
  readonly until: (isSo: () => boolean) => Promise<void>;
  readonly turns: (count: number) => Promise<void>;
  /** Runs that the catalog knows as ended. */
  readonly ended: () => readonly string[];
  readonly warnings: () => readonly unknown[];
}

function createBench({
  catalog = createMemoryProjection(),
  ...options
}: Partial<ProjectorDependencies> & { readonly catalog?: MemoryProjection } = {}): Bench {
  const clock = createQuickClock();
  const source = createScriptedSource(clock);
  const warnings: unknown[] = [];
  const nothing = (): void => undefined;
  const log: Log = {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (_message, about) => void warnings.push(about),
  };
  const projector = createProjector({
    source,
    projection: catalog,
    callbacks: NO_CALLBACKS,
    isDelivering: async () => true,
    askBatch: async () => undefined,
    startCallback: async () => undefined,
    clock,
    log,
    ...options,
  });
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  const turns = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  onTestFinished(stop);
  return {
    catalog,
    source,
    start: () => {
      running = projector.run(ending.signal);
    },
    stop,
    until: async (isSo) => {
      while (!isSo()) await turns(1);
    },
    turns,
    ended: () => catalog.endedRuns(),
    warnings: () => warnings,
  };
}

async function scripted(
  name: string,
  { memo = OWNER, ...changes }: Partial<ScriptedRun> & { readonly memo?: unknown } = {},
): Promise<ScriptedRun> {
  const { run, events } = await recorded(name);
  const { runId = run.runId } = changes;
  // Under another id it is no copy of itself.
  const own = events.map((event) =>
    event.type === 'started' ? { ...event, memo, originalRunId: runId } : event,
  );
  const kind = name.startsWith('batch-') ? 'batch' : 'pipeline';
  return { kind, workflowId: name, runId, events: own, ...changes };
}

/** A run that goes on by so many events when a test says so. */
async function growing(name: string): Promise<{ scripted: ScriptedRun; grow: (count: number) => void }> {
  const whole = await scripted(name);
  const rest: HistoryEvent[] = [...whole.events];
  const events = rest.splice(0, 1);
  return { scripted: { ...whole, events }, grow: (count) => void events.push(...rest.splice(0, count)) };
}

function expectWhole(
  catalog: MemoryProjection,
  id: string,
  history: Awaited<ReturnType<typeof recorded>>,
): void {
  const { pipeline, events, activities } = updateOf(history);
  expect(catalog.rows.get(id)).toEqual(pipeline);
  expect(catalog.activities.size).toBe(activities.length);
  expect(catalog.eventsOf(id)).toEqual(
    events.map((event, index) => ({ ...event, resourceId: id, seq: index + 1 })),
  );
}
