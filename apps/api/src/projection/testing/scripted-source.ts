import type { ResourceKind } from '@org/media-catalog';
import type { Clock } from '@org/ittybit-client';
import type { HistoryEvent } from '../history/history-event.js';
import type { HistorySource, ListedRun, RunFilter } from '../history/history-source.js';
import { isLast } from '../reduce/project.js';

export interface ScriptedRun {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  /** What has happened so far; a test may add to it. */
  readonly events: HistoryEvent[];
  /** False for one that visibility has not shown yet. */
  readonly listed?: boolean;
  /** Thrown instead of its history. */
  readonly trouble?: Error;
}

/** A Temporal whose histories a test writes. */
export interface ScriptedSource extends HistorySource {
  readonly runs: ScriptedRun[];
  readonly reads: () => number;
  /** Thrown by every call, until it is undefined. */
  readonly breakWith: (error: Error | undefined) => void;
}

export function createScriptedSource(clock: Clock, pageSize = 7): ScriptedSource {
  const runs: ScriptedRun[] = [];
  let reads = 0;
  let broken: Error | undefined;

  return {
    runs,
    reads: () => reads,
    breakWith: (error) => {
      broken = error;
    },
    list: async function* (filter) {
      if (broken) throw broken;
      yield runs
        .filter(({ listed }) => listed !== false)
        .map(listedRun)
        .filter((run) => matches(run, filter));
    },
    read: async ({ runId }, { cursor, waitMs, signal }) => {
      reads++;
      signal.throwIfAborted();
      const run = runs.find((candidate) => candidate.runId === runId);
      const trouble = broken ?? run?.trouble;
      if (trouble) throw trouble;
      if (!run) return 'gone';
      const from = cursor?.[0] ?? 0;
      if (from === run.events.length) await clock.sleep(waitMs, signal);
      const events = run.events.slice(from, from + pageSize);
      const end = from + events.length;
      const over = end === run.events.length && isOver(run);
      return { events, ignored: 0, ...(!over && { next: new Uint8Array([end]) }) };
    },
  };
}

function listedRun(run: ScriptedRun): ListedRun {
  const { kind, workflowId, runId, events } = run;
  const running = !isOver(run);
  const closed = running ? {} : { closedAt: events.at(-1)?.at ?? 0 };
  return { kind, workflowId, runId, startedAt: events[0]?.at ?? 0, ...closed, running };
}

function isOver({ events }: ScriptedRun): boolean {
  const last = events.at(-1);
  return last !== undefined && isLast(last);
}

function matches({ running, startedAt, closedAt = -Infinity }: ListedRun, filter: RunFilter): boolean {
  if ('startedSince' in filter) return startedAt >= filter.startedSince || closedAt >= filter.orClosedSince;
  return 'running' in filter ? running : !running;
}
