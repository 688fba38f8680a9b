import { clause } from '../../picture/clause.js';
import { dateTime, duration } from '../../picture/times.js';
import { batchWaits, type BatchWait } from '../picture/batch-wait.js';
import { failureLines } from '../picture/batch-lines.js';
import { counted, progressOf } from '../picture/progress.js';
import { queueText } from '../picture/queue-state.js';
import type { BatchEnding } from '../temporal/batch-ending.js';
import type { BatchReading } from '../temporal/read-batch.js';

/** Why a batch, or an item of it, is not finished, or how it ended, in a sentence to act on. */
export interface BatchReason {
  /** `batch`, or `item 7`. */
  readonly subject: string;
  readonly text: string;
}

/** For a running batch what it waits for, since when, and what happens next; for a closed one how it ended. */
export function explainBatch(reading: BatchReading, ending: BatchEnding | undefined): BatchReason[] {
  const texts = ending ? endingTexts(reading, ending) : runningTexts(reading);
  return texts.map((text) => ({ subject: 'batch', text }));
}

function runningTexts(reading: BatchReading): string[] {
  const { status, workflowId, at } = reading;
  const waits = batchWaits(reading).map((wait) => waitSentence(wait, workflowId, at));
  const texts = [...(status ? [phaseText(reading)] : []), ...waits];
  return texts.length > 0 ? texts : ['nothing is pending; the workflow worker has the next step.'];
}

function phaseText({ status, at }: BatchReading): string {
  if (!status) return '';
  const { phase, counts, startedAt, etaAt, concurrency } = status;
  if (phase === 'planning') return `is reading its list, since ${since(startedAt, at)}.`;
  if (phase === 'writingManifest') return 'everything has ended; its manifest is being written.';
  const { done, items } = progressOf(counts);
  const busy = counts.inFlight + counts.waiting;
  const eta =
    etaAt === undefined || phase !== 'running' ? '' : ` Ends about ${dateTime(etaAt)} at the present rate.`;
  return `${phase}: ${done} of ${counted(items, 'item')} have ended, ${busy} of ${concurrency.total} lanes are taken, ${counts.notStarted} have not begun.${eta}`;
}

function waitSentence(wait: BatchWait, id: string, now: number): string {
  switch (wait.for) {
    case 'workflow':
    case 'other':
      return wait.text;
    case 'pause':
      return `paused by a person since ${since(wait.since, now)}${wait.reason === undefined ? '' : ` (${clause(wait.reason)})`}: what is in flight goes on, nothing new starts. Go on: batch-runner resume ${id}`;
    case 'account':
      return `parked since ${since(wait.since, now)}: ${clause(wait.reason)}. No item is lost or failed by it. ${probeText(wait.nextProbeAt)} Once it is mended: batch-runner resume ${id}`;
    case 'spend':
      return `parked since ${since(wait.since, now)} at its cap on spend: ${clause(wait.reason)}. Raise it: batch-runner set-spend-cap ${id} <amount>, then batch-runner resume ${id}; or end it: batch-runner cancel ${id}`;
    case 'store':
      return storeSentence(wait, now);
    case 'slot':
      return `${queueText(wait.queue)} Since ${since(wait.queue.since, now)}.`;
    case 'quota':
      return `waits for quota until ${dateTime(wait.until)}: the service asked for patience (429). Goes on by itself; fewer lanes ask for less: batch-runner set-concurrency ${id} <lanes>`;
    case 'retry':
      return `requests of ${counted(wait.items, 'item')} to the remote service fail: ${clause(wait.because)}. They are repeated${wait.at === undefined ? '' : `, next at ${dateTime(wait.at)}`}, and no item is failed by it before its deadline. Goes on by itself. Look at ITTYBIT_BASE_URL and the network of the workers if it lasts.`;
    case 'storeWork':
      return `${wait.doing}${wait.since === undefined ? '' : ` since ${since(wait.since, now)}`}. Goes on by itself.`;
    case 'stop':
      return stopSentence(wait, id, now);
    case 'backOff':
      return `${counted(wait.items, 'item')} of those keep their lanes while they wait for the time of another generation, for quota or for the account. One item: batch-runner why ${id} <index>`;
    case 'remote':
      return `${counted(wait.items, 'item')} in flight at the remote service. Goes on by itself. One item: batch-runner why ${id} <index>`;
  }
}

function storeSentence(wait: Extract<BatchWait, { for: 'store' }>, now: number): string {
  const next =
    wait.at === undefined
      ? `attempt ${wait.attempt} runs`
      : `attempt ${wait.attempt} follows at ${dateTime(wait.at)}`;
  const begun = wait.since === undefined ? '' : ` Tried since ${since(wait.since, now)}.`;
  return `${wait.doing} fails: ${clause(wait.because)}; ${next}. Nothing is lost meanwhile.${begun}`;
}

function stopSentence(wait: Extract<BatchWait, { for: 'stop' }>, id: string, now: number): string {
  const { planned, inFlight } = wait;
  const isOver = planned && inFlight === 0;
  const hurry = wait.wait && !isOver ? ` Do not wait for that: batch-runner cancel ${id} --now` : '';
  return `stops since ${since(wait.since, now)}: ${clause(wait.message)}. ${openText(wait)} Then it ends.${hurry}`;
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

function since(at: number, now: number): string {
  return `${dateTime(at)} (${duration(now - at)})`;
}

/** There is nothing to redo, and the name is taken. */
export const UNREAD =
  'Its list was never read, so nothing was done. Start it again under another name: batch-runner run <list>';

function endingTexts(reading: BatchReading, { state, result, failure }: BatchEnding): string[] {
  const { workflowId, closedAt, status, silence } = reading;
  const at = closedAt === undefined ? '' : ` at ${dateTime(closedAt)}`;
  const why = failure?.message ?? result?.reason;
  const texts = [`${state}${at}${why === undefined ? '' : `: ${clause(why)}`}.`];
  if (!result && silence !== undefined) texts.push(silence);
  if (status) texts.push(...failureLines(status.failures, status.counts.failed).map((line) => line.trim()));
  if (result) texts.push(`its manifest is store:${result.manifest.key}`);
  else if (status && !status.list) return [...texts, UNREAD];
  else texts.push('it wrote no manifest that is known here; its results are in its shards.');
  const { failed = 1, cancelled = 0, notStarted = 0 } = result?.counts ?? {};
  if (failed + cancelled + notStarted > 0 && (result || status)) {
    texts.push(`do again only what has no success: batch-runner redrive ${workflowId}`);
  }
  return texts;
}
