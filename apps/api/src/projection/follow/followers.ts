import type { HistorySource } from '../history/history-source.js';
import { createPlaces } from './places.js';
import { createRunFollower, type FollowDependencies, type RunFollower } from './follow-run.js';
import { createRunMemory } from './run-memory.js';
import type { FollowedRun } from './reading.js';

/**
 * Histories that are waited for at once. A server has so many waits for histories per namespace as 1,200 by default,
 * and items of batches that are pipelines need some themselves.
 */
const MAX_WAITS = 400;
/**
 * How long one wait may last: with more runs than places each has its turn after a moment. The server keeps a second
 * of it for itself, so that a wait of one second would be none, and 400 of them a storm. In ms.
 */
const WAIT_MS = 15_000;
const SHORT_WAIT_MS = 10_000;
/** Workflows whose past is read at once. */
const MAX_CATCHING_UP = 32;

export type FollowerDependencies = Omit<FollowDependencies, 'waitMs' | 'read'> & Pick<HistorySource, 'read'>;

/** A run that is to be read. One that runs is read before those that are over. */
export interface FoundRun extends FollowedRun {
  readonly running: boolean;
}

/** Every workflow that is read, each run after run. */
export interface Followers {
  /** Oldest first, as the runs of one workflow are read one after the other. */
  readonly add: (runs: readonly FoundRun[]) => void;
  /** Is read, waits to be read, or was read to its end. */
  readonly knows: (runId: string) => boolean;
  /** These have news: they are read before the others, where not all can be read at once. */
  readonly hurry: (runIds: readonly string[]) => void;
  readonly size: () => number;
  /** Compares with what the catalog said at some time of all that is open: it may have been restored to an older state. */
  readonly check: (open: readonly FollowedRun[], askedAt: number) => void;
  /** When nothing is read any more: after the signal. */
  readonly ended: () => Promise<void>;
}

interface Workflow {
  readonly queue: FollowedRun[];
  follower?: RunFollower;
}

export function createFollowers(deps: FollowerDependencies, signal: AbortSignal): Followers {
  const waiting = { urgent: new Map<string, FollowedRun[]>(), later: new Map<string, FollowedRun[]>() };
  const active = new Map<string, Workflow>();
  const tasks = new Set<Promise<void>>();
  const known = createRunMemory();
  const places = createPlaces(MAX_WAITS);
  let catchingUp = 0;

  const own: FollowDependencies = {
    ...deps,
    read: (run, { inHurry, ...options }) =>
      places.use({ name: run.runId, inHurry, signal: options.signal }, () => deps.read(run, options)),
    waitMs: () => (active.size <= MAX_WAITS ? WAIT_MS : SHORT_WAIT_MS),
  };

  function pump(): void {
    while (catchingUp < MAX_CATCHING_UP && !signal.aborted) {
      const source = waiting.urgent.size > 0 ? waiting.urgent : waiting.later;
      const [next] = source;
      if (!next) return;
      const [workflowId, queue] = next;
      source.delete(workflowId);
      start(workflowId, { queue });
    }
  }

  function start(workflowId: string, workflow: Workflow): void {
    active.set(workflowId, workflow);
    deps.metrics.following(active.size);
    catchingUp++;
    let behind = true;
    const caughtUp = (): void => {
      if (behind) catchingUp--;
      behind = false;
      pump();
    };
    const task = followAll(workflow, caughtUp)
      // Aborted: there is no other way out of it.
      .catch(() => undefined)
      .finally(() => {
        active.delete(workflowId);
        tasks.delete(task);
        deps.metrics.following(active.size);
        caughtUp();
      });
    tasks.add(task);
  }

  async function followAll(workflow: Workflow, caughtUp: () => void): Promise<void> {
    for (let run = workflow.queue.shift(); run; run = workflow.queue.shift()) {
      workflow.follower = createRunFollower(run, own);
      const newRunId = await workflow.follower.follow(signal, () => {
        if (workflow.queue.length === 0) caughtUp();
      });
      known.end(run.runId);
      if (newRunId !== undefined && !known.has(newRunId)) {
        known.add(newRunId);
        workflow.queue.unshift({ ...run, runId: newRunId, lastEventId: 0 });
      }
    }
  }

  function enqueue(run: FollowedRun, urgent: boolean): void {
    const { workflowId, runId } = run;
    if (known.has(runId)) return;
    known.add(runId);
    const running = active.get(workflowId);
    if (running) {
      running.queue.push(run);
      return;
    }
    const queue = waiting.urgent.get(workflowId) ?? waiting.later.get(workflowId) ?? [];
    queue.push(run);
    if (!urgent && !waiting.urgent.has(workflowId)) {
      waiting.later.set(workflowId, queue);
      return;
    }
    waiting.later.delete(workflowId);
    waiting.urgent.set(workflowId, queue);
  }

  return {
    add: (runs) => {
      for (const { running, ...run } of runs) enqueue(run, running);
      pump();
    },
    knows: (runId) => known.has(runId),
    hurry: (runIds) => {
      for (const runId of runIds) places.hurry(runId);
    },
    size: () => active.size + waiting.urgent.size + waiting.later.size,
    check: (open, askedAt) => {
      const positions = new Map(open.map(({ runId, lastEventId }) => [runId, lastEventId]));
      for (const { follower } of active.values()) {
        follower?.check(positions.get(follower.run().runId) ?? 0, askedAt);
      }
    },
    ended: async () => {
      await Promise.all(tasks);
    },
  };
}
