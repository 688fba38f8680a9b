import type { Directions } from '../directions.js';
import { clause } from '../text/clause.js';
import { counted } from '../text/counted.js';
import { dateTime, sinceTime } from '../text/times.js';
import type { BatchWait } from './batch-wait.js';
import { queueText } from './queue-state.js';

export interface BatchWaitContext {
  /** Of the batch. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly how: Directions;
}

/** What a wait is for, since when and what happens next, in a sentence without its subject. */
export function batchWaitText(wait: BatchWait, { id, now, how }: BatchWaitContext): string {
  switch (wait.for) {
    case 'workflow':
    case 'other':
      return wait.text;
    case 'pause':
      return `paused by a person since ${sinceTime(wait.since, now)}${wait.reason === undefined ? '' : ` (${clause(wait.reason)})`}: what is in flight goes on, nothing new starts. Go on: ${how({ do: 'resumeBatch', id })}`;
    case 'account':
      return `parked since ${sinceTime(wait.since, now)}: ${clause(wait.reason)}. No item is lost or failed by it. ${probeText(wait.nextProbeAt)} Once it is mended: ${how({ do: 'resumeBatch', id })}`;
    case 'spend':
      return `parked since ${sinceTime(wait.since, now)} at its cap on spend: ${clause(wait.reason)}. Raise it: ${how({ do: 'setSpendCap', id })}, then ${how({ do: 'resumeBatch', id })}; or end it: ${how({ do: 'cancelBatch', id })}`;
    case 'store':
      return storeSentence(wait, now);
    case 'slot':
      return `${queueText(wait.queue)} Since ${sinceTime(wait.queue.since, now)}.`;
    case 'quota':
      return `waits for quota until ${dateTime(wait.until)}: the service asked for patience (429). Goes on by itself; fewer lanes ask for less: ${how({ do: 'setConcurrency', id })}`;
    case 'retry':
      return `requests of ${counted(wait.items, 'item')} to the remote service fail: ${clause(wait.because)}. They are repeated${wait.at === undefined ? '' : `, next at ${dateTime(wait.at)}`}, and no item is failed by it before its deadline. Goes on by itself. Look at ITTYBIT_BASE_URL and the network of the workers if it lasts.`;
    case 'storeWork':
      return `${wait.doing}${wait.since === undefined ? '' : ` since ${sinceTime(wait.since, now)}`}. Goes on by itself.`;
    case 'stop':
      return stopSentence(wait, { id, now, how });
    case 'backOff':
      return `${counted(wait.items, 'item')} of those keep their lanes while they wait for the time of another generation, for quota or for the account. One item: ${how({ do: 'explainItem', id })}`;
    case 'remote':
      return `${counted(wait.items, 'item')} in flight at the remote service. Goes on by itself. One item: ${how({ do: 'explainItem', id })}`;
  }
}

function storeSentence(wait: Extract<BatchWait, { for: 'store' }>, now: number): string {
  const next =
    wait.at === undefined
      ? `attempt ${wait.attempt} runs`
      : `attempt ${wait.attempt} follows at ${dateTime(wait.at)}`;
  const begun = wait.since === undefined ? '' : ` Tried since ${sinceTime(wait.since, now)}.`;
  return `${wait.doing} fails: ${clause(wait.because)}; ${next}. Nothing is lost meanwhile.${begun}`;
}

function stopSentence(wait: Extract<BatchWait, { for: 'stop' }>, { id, now, how }: BatchWaitContext): string {
  const { planned, inFlight } = wait;
  const isOver = planned && inFlight === 0;
  const hurry =
    wait.wait && !isOver ? ` Do not wait for that: ${how({ do: 'cancelBatch', id, how: 'now' })}` : '';
  return `stops since ${sinceTime(wait.since, now)}: ${clause(wait.message)}. ${openText(wait)} Then it ends.${hurry}`;
}

function openText({ planned, inFlight, wait }: Extract<BatchWait, { for: 'stop' }>): string {
  if (!planned) return 'Its list is still being read.';
  if (inFlight === 0) return 'Nothing is in flight any more; it writes its manifest.';
  const open = counted(inFlight, 'item');
  return `${open} in flight ${wait ? 'are waited for' : 'are being cancelled'}; its manifest follows.`;
}

function probeText(at: number | undefined): string {
  return at === undefined ? 'It asks again by itself.' : `It asks again by itself at ${dateTime(at)}.`;
}
