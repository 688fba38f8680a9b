import type { LedgerSummary } from '@org/tests-harness';
import type { Client } from '@temporalio/client';
import { mean, median } from '../pipeline/measure.ts';
import { greedyBound } from './greedy-bound.ts';
import { completedActivities, firstScheduledAt, historiesOf, type ActivityTimes } from './run-history.ts';

/** How long an execution took over its items, and what the same durations need at least. Times in ms. */
export interface TimeSpent {
  /** From the first item's being scheduled to the last result's being durable. */
  readonly makespanMs: number;
  /** Greedy list scheduling of the same durations, in the order in which the tasks were created. */
  readonly boundMs: number;
  readonly handOvers: number;
  readonly meanDurationMs: number;
  /** From being scheduled by the workflow to being created at the service. */
  readonly meanStartMs: number;
  /** From the end at the service to the completed activity. */
  readonly meanDetectionMs: number;
  /** Tasks that a later run than the one that created them heard of, and how long after their ends. */
  readonly reattached: number;
  readonly meanReattachedDetectionMs: number;
  /** Of all the others, those that met a dead worker included. */
  readonly medianDetectionMs: number;
  /** What a lane lost otherwise, per task: refilling, hand-overs, a dead worker, the last shard. */
  readonly meanRestMs: number;
}

interface Execution {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly lanes: number;
  /** The last activity of this type makes the last result durable. */
  readonly lastActivity: 'writeShard' | 'processFile';
  readonly ledger: LedgerSummary;
}

export async function timeSpent(client: Client, execution: Execution): Promise<TimeSpent> {
  const { lanes, ledger, lastActivity } = execution;
  const activities: ActivityTimes[] = [];
  let startedAt: number | undefined;
  let runs = 0;
  for await (const history of historiesOf(client, execution)) {
    runs++;
    startedAt ??= firstScheduledAt(history, 'processFile');
    activities.push(...completedActivities(history));
  }
  const last = activities.filter(({ type }) => type === lastActivity);
  const makespanMs = Math.max(...last.map(({ completedAt }) => completedAt)) - (startedAt ?? NaN);
  const tasks = tasksOf(ledger);
  const durations = tasks.map(({ createdAt, finishedAt }) => finishedAt - createdAt);
  const delays = delaysOf(activities, tasks);
  const boundMs = greedyBound(durations, lanes);
  const lostMs = ((makespanMs - boundMs) * lanes) / tasks.length;
  return {
    makespanMs,
    boundMs,
    handOvers: runs - 1,
    meanDurationMs: mean(durations),
    ...delays,
    meanRestMs: lostMs - delays.meanStartMs - delays.meanDetectionMs,
  };
}

interface Task {
  readonly id: string;
  readonly createdAt: number;
  readonly finishedAt: number;
}

/** In the order of their creation. @throws when one has not ended. */
export function tasksOf({ groups }: Pick<LedgerSummary, 'groups'>): Task[] {
  const tasks = groups.flatMap(({ asked, creates }) =>
    creates.map(({ id, createdAt, finishedAt }) => {
      if (finishedAt === null) throw new Error(`The task ${id} for ${asked} has not ended.`);
      return { id, createdAt, finishedAt };
    }),
  );
  return tasks.sort((a, b) => a.createdAt - b.createdAt);
}

function delaysOf(
  activities: readonly ActivityTimes[],
  tasks: readonly Task[],
): Omit<TimeSpent, 'makespanMs' | 'boundMs' | 'handOvers' | 'meanDurationMs' | 'meanRestMs'> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const starts: number[] = [];
  const direct: number[] = [];
  const reattached: number[] = [];
  for (const { remoteId, scheduledAt, completedAt } of activities) {
    const task = byId.get(remoteId ?? '');
    if (!task) continue;
    const detectionMs = completedAt - task.finishedAt;
    if (scheduledAt > task.createdAt) {
      reattached.push(detectionMs);
      continue;
    }
    direct.push(detectionMs);
    starts.push(task.createdAt - scheduledAt);
  }
  return {
    meanStartMs: mean(starts),
    meanDetectionMs: mean([...direct, ...reattached]),
    medianDetectionMs: median(direct),
    reattached: reattached.length,
    meanReattachedDetectionMs: reattached.length > 0 ? mean(reattached) : 0,
  };
}
