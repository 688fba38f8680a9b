import type {
  ActivityRow,
  BatchRow,
  EventRow,
  FileRow,
  OpenWorkflow,
  PipelineRow,
  ProjectionStore,
  WorkflowUpdate,
} from '@org/media-catalog';
import type { BatchStatus } from '@org/media-contracts';

interface RunPosition extends OpenWorkflow {
  readonly ended: boolean;
}

/** A catalog in memory with the guards of the real one: what the projector may repeat, it repeats here without effect. */
export interface MemoryProjection extends ProjectionStore {
  readonly rows: ReadonlyMap<string, PipelineRow | BatchRow>;
  readonly activities: ReadonlyMap<string, ActivityRow>;
  readonly files: ReadonlyMap<string, FileRow>;
  readonly callbacks: ReadonlyMap<string, WorkflowUpdate['callbacks'][number]>;
  readonly statuses: ReadonlyMap<string, BatchStatus>;
  readonly eventsOf: (resourceId: string) => readonly EventRow[];
  readonly endedRuns: () => readonly string[];
  /** Drops everything, as a restored backup may. */
  readonly forget: () => void;
  /** From now on every call fails with this; undefined ends it. */
  readonly breakWith: (error: Error | undefined) => void;
}

export function createMemoryProjection(): MemoryProjection {
  const rows = new Map<string, PipelineRow | BatchRow>();
  const activities = new Map<string, ActivityRow>();
  const files = new Map<string, FileRow>();
  const callbacks = new Map<string, WorkflowUpdate['callbacks'][number]>();
  const statuses = new Map<string, BatchStatus>();
  const events = new Map<string, EventRow[]>();
  const positions = new Map<string, RunPosition>();
  let held = false;
  let broken: Error | undefined;

  const check = (): void => {
    if (broken) throw broken;
  };

  function tell(resourceId: string, told: WorkflowUpdate['events']): void {
    const list = events.get(resourceId) ?? [];
    events.set(resourceId, list);
    for (const event of told) list.push({ ...event, resourceId, seq: list.length + 1 });
  }

  function write(update: WorkflowUpdate): void {
    const { kind, workflowId, runId, lastEventId, afterEventId = 0, runEnded = false } = update;
    const stands = positions.get(runId)?.lastEventId ?? 0;
    if (stands !== afterEventId || lastEventId <= stands) return;
    positions.set(runId, { kind, workflowId, runId, lastEventId, ended: runEnded });
    const row = update.pipeline ?? update.batch;
    if (row) rows.set(workflowId, { ...kept(rows.get(workflowId)), ...row });
    for (const activity of update.activities) {
      activities.set(`${activity.runId}/${activity.scheduledEventId}`, activity);
    }
    for (const file of update.files) files.set(file.id, file);
    for (const callback of update.callbacks) {
      if (!callbacks.has(callback.id)) callbacks.set(callback.id, callback);
    }
    tell(workflowId, update.events);
  }

  return {
    rows,
    activities,
    files,
    callbacks,
    statuses,
    eventsOf: (resourceId) => events.get(resourceId) ?? [],
    endedRuns: () => [...positions.values()].flatMap(({ ended, runId }) => (ended ? [runId] : [])),
    forget: () => {
      for (const table of [rows, activities, files, callbacks, statuses, events, positions]) table.clear();
    },
    breakWith: (error) => {
      broken = error;
    },
    asOnlyOne: async (work, signal) => {
      check();
      if (held) return undefined;
      held = true;
      return work(signal).finally(() => (held = false));
    },
    open: async () => {
      check();
      return [...positions.values()]
        .filter(({ ended }) => !ended)
        .map(({ ended: _ended, ...position }) => position);
    },
    unfinished: async (runs) => {
      check();
      return runs
        .filter(({ runId }) => positions.get(runId)?.ended !== true)
        .map((run) => ({ ...run, lastEventId: positions.get(run.runId)?.lastEventId ?? 0 }));
    },
    save: async (updates) => {
      check();
      for (const update of updates) write(update);
    },
    saveBatchStatus: async (workflowId, status, told = []) => {
      check();
      if ((statuses.get(workflowId)?.at ?? -1) >= status.at) return;
      statuses.set(workflowId, status);
      tell(workflowId, told);
    },
  };
}

/** What an update of a batch does not tell stays as it is. */
function kept(row: PipelineRow | BatchRow | undefined): Partial<BatchRow> {
  return row && 'firstRunId' in row && row.counts ? { counts: row.counts } : {};
}
