import type { TaskStore } from '../store/task-store.js';
import { isTerminal, type ChildTask, type StoredFile, type TaskError } from '../task-record.js';

const PROGRESS_EVERY_MS = 250;

/** The stages of a pipeline, kept in the store as they go. */
export interface Stages {
  /** Runs one stage: processing, then succeeded; a failure is left to {@link Stages.failed}. */
  run<T extends { file: StoredFile }>(kind: string, work: () => Promise<T>): Promise<T>;
  /** Corrects what a finished stage made, once it is known where it ended up. */
  amend(kind: string, file: StoredFile): void;
  /** Tells how far the running stage is, 0 to 1; the whole moves between the shares of its stages. */
  progress: (share: number) => void;
  /** The children after a failure: the running one failed, those behind it cancelled. */
  failed(error: TaskError): ChildTask[];
}

/** Where the progress of the whole stands at the end of each stage, in percent. */
const ENDS: readonly number[] = [5, 10, 95, 100];

export function createStages(
  tasks: TaskStore,
  id: string,
  options: { kinds: readonly string[]; now: () => number },
): Stages {
  const { kinds, now } = options;
  let children = kinds.map((kind): ChildTask => ({
    kind,
    status: 'waiting',
    progress: null,
    output: null,
    error: null,
    startedAt: null,
    finishedAt: null,
  }));
  let current = 0;
  let toldAt = 0;
  const change = (place: number, changed: Partial<ChildTask>): void => {
    children = children.map((child, index) => (index === place ? { ...child, ...changed } : child));
  };
  return {
    run: async (kind, work) => {
      current = kinds.indexOf(kind);
      change(current, { status: 'processing', startedAt: now(), progress: 0 });
      tasks.update(id, { children }, now());
      const result = await work();
      change(current, { status: 'succeeded', progress: 100, finishedAt: now(), output: result.file });
      tasks.update(id, { children, progress: ENDS[current] ?? null }, now());
      return result;
    },
    amend: (kind, file) => {
      change(kinds.indexOf(kind), { output: file });
    },
    progress: (share) => {
      if (now() - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = now();
      const from = ENDS[current - 1] ?? 0;
      const to = ENDS[current] ?? 100;
      change(current, { progress: Math.floor(100 * share) });
      tasks.updateProgress(id, Math.floor(from + (to - from) * share), children);
    },
    failed: (error) =>
      children.map((child, index) => {
        if (isTerminal(child.status)) return child;
        return index === current
          ? { ...child, status: 'failed', error, finishedAt: now() }
          : { ...child, status: 'cancelled', finishedAt: now() };
      }),
  };
}
