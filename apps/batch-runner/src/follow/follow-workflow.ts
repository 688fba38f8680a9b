import { isUnreachable, type RunState } from '@org/media-control';
import { pause } from '../clock.js';
import type { Session } from '../temporal/session.js';
import type { FollowView } from './follow-view.js';

/** How often the picture is read while a workflow runs. */
const INTERVAL_MS = 1_000;

/** How long a Temporal that went away may stay away before following gives up. */
const AWAY_LIMIT_MS = 60_000;

export interface FollowOptions<Reading extends { readonly state: RunState }> {
  readonly workflowId: string;
  readonly read: () => Promise<Reading>;
  readonly view: FollowView<Reading>;
  /** Detaches: the workflow goes on. */
  readonly signal: AbortSignal;
}

/** Shows a workflow until it is closed; undefined when detached before that. Rethrows when Temporal stays away. */
export async function followWorkflow<Reading extends { readonly state: RunState }>(
  session: Session,
  options: FollowOptions<Reading>,
): Promise<Reading | undefined> {
  const { workflowId, read, view, signal } = options;
  const over = new AbortController();
  const wake = watchForEnd(session, workflowId, over.signal);
  let awaySince: number | undefined;
  try {
    while (!signal.aborted) {
      try {
        const reading = await orAborted(read(), signal);
        if (!reading) return undefined;
        if (awaySince !== undefined) view.tell('Temporal answers again.');
        awaySince = undefined;
        view.show(reading);
        if (reading.state !== 'running') return reading;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        if (awaySince === undefined)
          view.tell('Temporal does not answer; the work is safe there. Trying again.');
        awaySince ??= Date.now();
        if (Date.now() - awaySince > AWAY_LIMIT_MS) throw error;
      }
      await pause(INTERVAL_MS, AbortSignal.any([signal, wake]));
    }
    return undefined;
  } finally {
    over.abort();
  }
}

/**
 * A signal that fires when the workflow ends, so that its end is seen at once.
 * Only an accelerator: when the long poll breaks, the readings still see the end.
 */
function watchForEnd(session: Session, workflowId: string, over: AbortSignal): AbortSignal {
  const ended = new AbortController();
  const handle = session.client.workflow.getHandle(workflowId);
  const wakeUnlessBroken = (error: unknown): void => {
    if (!isUnreachable(error)) ended.abort();
  };
  session.client
    .withAbortSignal(over, () => handle.result())
    .then(() => {
      ended.abort();
    }, wakeUnlessBroken);
  return ended.signal;
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  return Promise.race([work, aborted]);
}
