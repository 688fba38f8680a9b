import type { WorkflowExecutionDescription } from '@temporalio/client';
import { patiently } from './pipelines.ts';

/** A workflow that can be asked what it waits for. */
export interface Describable {
  readonly describe: () => Promise<WorkflowExecutionDescription>;
}

export interface StartedActivity {
  readonly type: string;
  /** Of the process that has it in hand. */
  readonly pid: number;
}

/** Activities that a worker has in hand just now, of the current run. */
export async function startedActivities(workflow: Describable): Promise<StartedActivity[]> {
  const { raw } = await patiently(() => workflow.describe());
  return (raw.pendingActivities ?? []).flatMap(({ state, activityType, lastWorkerIdentity }) =>
    String(state) === '2' || String(state).endsWith('STARTED')
      ? // By default a worker is called `<pid>@<host>`.
        [{ type: activityType?.name ?? '', pid: Number.parseInt(lastWorkerIdentity ?? '', 10) }]
      : [],
  );
}

/** How many activities workers carry out just now: a kill that interrupts none of them proves nothing. */
export async function activitiesInHand(open: readonly Describable[], pid?: number): Promise<number> {
  const started = (await Promise.all(open.map(startedActivities))).flat();
  return pid === undefined ? started.length : started.filter((activity) => activity.pid === pid).length;
}
