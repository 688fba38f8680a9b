import {
  batchWaits,
  clause,
  duration,
  failureLines,
  progressOf,
  type BatchReading,
  type BatchWait,
} from '@org/media-control';
import type { Showing } from '../../follow/follow-view.js';
import { batchLines } from '../picture/batch-lines.js';
import { percent, rateText } from '../picture/progress.js';
import { waitText } from '../picture/wait-text.js';

/** Where lines cannot be rewritten, progress is told at least so often while a batch runs. In ms. */
const PROGRESS_EVERY_MS = 30_000;
/** Steps of progress that are told at once. */
const STEPS = 10;

/** How a batch is shown while it runs: all of it on a terminal, and what changed in a log. */
export function batchShowing(): Showing<BatchReading> {
  const progress = progressTeller();
  return {
    block: (reading) => [reading.workflowId, ...batchLines(reading).map((line) => `  ${line}`)],
    log: (reading) => {
      const { status } = reading;
      const lines = new Map<string, string>();
      const told = progress(reading);
      if (told !== undefined) lines.set('progress', told);
      const waits = batchWaits(reading).filter((wait) => wait.for !== 'remote' && wait.for !== 'backOff');
      for (const wait of waits) lines.set(waitKey(wait), newsOf(wait));
      const failures = status ? failureLines(status.failures.slice(-1), status.counts.failed) : [];
      const last = failures[1];
      if (last !== undefined) lines.set('failure', `failed: ${last.trim().replace(/^1 x /, '')}`);
      return lines;
    },
  };
}

function waitKey(wait: BatchWait): string {
  return wait.for === 'slot' ? `slot ${wait.queue.queue}` : wait.for;
}

/** How many wait changes all the time; that they wait is the news. */
function newsOf(wait: BatchWait): string {
  if (wait.for === 'stop') return clause(wait.message);
  if (wait.for === 'retry') return 'requests to the remote service fail; they are repeated';
  if (wait.for !== 'slot') return waitText(wait);
  const { queue, role, polled } = wait.queue;
  return polled
    ? `all slots on queue ${queue} are taken`
    : `waiting for a worker on queue ${queue}: start one with the role "${role}"`;
}

/** Gives the same text again until there is reason to write another line. */
function progressTeller(): (reading: BatchReading) => string | undefined {
  let told: { readonly step: string; readonly at: number; readonly text: string } | undefined;
  return ({ status, at }) => {
    if (!status) return told?.text;
    const { done, items, share } = progressOf(status.counts);
    const { phase, counts, ratePerMinute } = status;
    const step = `${phase} ${phase === 'planning' ? '' : Math.floor(share * STEPS)}`;
    if (told && told.step === step && at - told.at < PROGRESS_EVERY_MS) return told.text;
    const rate = ratePerMinute === undefined ? '' : `  rate ${rateText(ratePerMinute)}`;
    const text =
      phase === 'planning'
        ? `planning  after ${duration(at - status.startedAt)}`
        : `${phase}  ${percent(share)}  ${done} of ${items}  succeeded ${counts.succeeded}  failed ${counts.failed}  in flight ${counts.inFlight}${rate}  after ${duration(at - status.startedAt)}`;
    told = { step, at, text };
    return text;
  };
}
