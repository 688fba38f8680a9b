import { pipelineStatus, resumePipeline, type PipelineStatus } from '@org/media-contracts';
import { WorkflowNotFoundError } from '@temporalio/common';
import { accountBlocked } from '../../activity-error.js';
import { handleOf, QUERY_LIMIT_MS, type RunningPipeline } from './follow-pipeline.js';
import { callOnce, patiently, type Caller } from './patient-call.js';

type Park = NonNullable<PipelineStatus['parked']>;

/**
 * Looks, whenever it is called, whether a pipeline is parked, and throws `AccountBlocked` if so: whoever scheduled the
 * attempt parks as well, and schedules it again when the account works. The pipeline stays as it is.
 *
 * A park from before the attempt is therefore taken to be over: the pipeline is told so once, and only when it has
 * probed since and is still parked is that an answer. `attemptAt` is when the attempt was scheduled, in ms since the
 * epoch by Temporal's clock, as all times here are.
 */
export function createParkLookout(
  caller: Caller,
  { attemptAt, signal }: { readonly attemptAt: number; readonly signal: AbortSignal },
): (running: RunningPipeline) => Promise<void> {
  let seen = false;
  let resumed: Park | undefined;

  return async (running) => {
    // One that this attempt has started has done nothing yet: a query of each would find nothing.
    const isNew = !seen && running.startedAt >= attemptAt;
    seen = true;
    if (isNew) return;
    const park = await askPark(caller, running, signal);
    if (!park || isSame(park, resumed)) return;
    if (resumed || park.since >= attemptAt) throw accountBlocked(park.reason);
    await resume(caller, running, signal);
    resumed = park;
  };
}

/** The next probe is set anew by each probe that was refused. */
function isSame(park: Park, other: Park | undefined): boolean {
  return park.since === other?.since && park.nextProbeAt === other.nextProbeAt;
}

/** One question, which nobody has to answer: there is another after the next wait for the end. */
async function askPark(
  caller: Caller,
  { execution }: RunningPipeline,
  signal: AbortSignal,
): Promise<Park | undefined> {
  const { workflowId, runId } = execution;
  const ask = () => handleOf(caller, workflowId, runId).query(pipelineStatus);
  try {
    const { parked } = await callOnce(caller, { signal, limitMs: QUERY_LIMIT_MS }, ask);
    return parked;
  } catch (error) {
    signal.throwIfAborted();
    caller.log.debug('a pipeline does not say whether it is parked', { workflowId, reason: String(error) });
    return undefined;
  }
}

/** Lets the pipeline probe at once. One that has ended meanwhile needs nothing. */
async function resume(caller: Caller, { execution }: RunningPipeline, signal: AbortSignal): Promise<void> {
  const { workflowId, runId } = execution;
  try {
    await patiently(caller, { signal }, () => handleOf(caller, workflowId, runId).signal(resumePipeline));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
