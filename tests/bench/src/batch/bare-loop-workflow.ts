import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';

export interface BareLoopInput {
  readonly activityTaskQueue: string;
  readonly items: number;
  readonly lanes: number;
  /** A run ends when the server suggests it and at least so many activities were completed in it. */
  readonly leastPerRun: number;
  /** The first item of this run. */
  readonly next?: number;
  readonly handOvers?: number;
}

export interface BareActivities {
  nothing: () => Promise<void>;
}

/**
 * The least that a loop over many activities can be on Temporal: a window of lanes, an empty activity per item, a
 * cursor that is carried. It drains before it continues as new, which with empty activities takes milliseconds.
 * @returns how often it continued as new
 */
export async function bareLoop(input: BareLoopInput): Promise<number> {
  const { items, lanes, leastPerRun, activityTaskQueue, next = 0, handOvers = 0 } = input;
  const { nothing } = proxyActivities<BareActivities>({
    taskQueue: activityTaskQueue,
    startToCloseTimeout: '15m',
  });
  let cursor = next;
  let completed = 0;

  async function lane(): Promise<void> {
    while (cursor < items && !(workflowInfo().continueAsNewSuggested && completed >= leastPerRun)) {
      cursor++;
      await nothing();
      completed++;
    }
  }

  await Promise.all(Array.from({ length: lanes }, lane));
  if (cursor >= items) return handOvers;
  return await continueAsNew<typeof bareLoop>({ ...input, next: cursor, handOvers: handOvers + 1 });
}
