import type { BatchItemStatus } from '@org/media-contracts';
import type { Directions } from '../directions.js';
import { sinceText, stageWaitText } from '../pipeline/stage-wait-text.js';
import { activityWait } from '../pipeline/stage-wait.js';
import type { PendingActivity } from '../temporal/pending-activity.js';
import type { RunState } from '../temporal/run-state.js';
import { clause } from '../text/clause.js';
import { counted } from '../text/counted.js';
import { redact } from '../text/redact.js';
import { sentence } from '../text/sentence.js';
import { dateTime } from '../text/times.js';
import { batchReasons, type BatchReason } from './explain-batch.js';
import type { ItemName } from './item-name.js';
import { readBatch, type BatchReading } from './read-batch.js';
import { readItem, type BatchSources, type ItemReading } from './read-item.js';

/** Why an item is not finished, or how it ended. No URL has its query part, which may be a permission. */
export interface ItemExplanation {
  readonly workflowId: string;
  readonly runId: string;
  /** Of the batch. */
  readonly state: RunState;
  readonly item: ItemReading;
  readonly reasons: readonly BatchReason[];
}

export interface ExplainItemRequest {
  /** Of the batch. */
  readonly workflowId: string;
  readonly name: ItemName;
  readonly how: Directions;
}

/** Rejects with `notFound` when there is no such batch or item, and `needsStore` when only its plan can tell. */
export async function explainItem(
  sources: BatchSources,
  { workflowId, name, how }: ExplainItemRequest,
): Promise<ItemExplanation> {
  const reading = await readBatch(sources.session, workflowId);
  const item = await readItem(sources, reading, name);
  const { runId, state } = reading;
  return { workflowId, runId, state, item: redact(item), reasons: redact(itemReasons(item, reading, how)) };
}

/** What one item waits for, since when, what happens next; or how it ended. */
export function itemReasons(item: ItemReading, reading: BatchReading, how: Directions): BatchReason[] {
  const subject = `item ${item.index}`;
  const about = { item, reading, how };
  const wait = item.activity && item.own?.state === 'inFlight' && activityWait(item.activity, reading.at);
  const reasons = [
    ...aboutItem(item).map((text): BatchReason => ({ subject, text })),
    ...itemTexts(about).map((text): BatchReason => ({ subject, text, ...(wait && { wait }) })),
  ];
  // An item that has not begun, or waits and no time ends that, waits for what its batch waits for.
  const isHeld = item.own?.state === 'waiting' && item.own.until === undefined;
  const isHeldUp = reading.state === 'running' && (isHeld || hasNotBegun(item, reading));
  return isHeldUp ? [...reasons, ...batchReasons(reading, undefined, how)] : reasons;
}

function aboutItem({ planned, own, result }: ItemReading): string[] {
  const url = own?.url ?? (planned && 'url' in planned ? planned.url : undefined);
  const kind = own?.kind ?? (planned?.is === 'item' ? planned.kind : undefined) ?? result?.kind;
  const line = planned?.line;
  const parts = [kind, url, line === undefined ? undefined : `line ${line}`, planned?.id];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? [] : [known.join('  ')];
}

interface About {
  readonly item: ItemReading;
  readonly reading: BatchReading;
  readonly how: Directions;
}

function itemTexts(about: About): string[] {
  const { item, reading, how } = about;
  const { planned, own, result } = item;
  const { workflowId: id } = reading;
  if (planned?.is === 'invalid') return [`invalid, so it is not tried: ${clause(planned.reason)}.`];
  if (planned?.is === 'repeated') {
    return [
      `repeats index ${planned.sameAs}, and has the outcome of that. See: ${how({ do: 'explainItem', id, index: planned.sameAs })}`,
    ];
  }
  if (result) return [resultText(result)];
  if (!own)
    return [
      item.silence ?? `nothing is known of it here: ${how({ do: 'setStore' })}, or start a workflow worker.`,
    ];
  if (reading.state !== 'running') return [leftText(own, reading, how)];
  return stateTexts(own, about);
}

/** The workflow counts what began of each kind; which index that was, only the plan knows. */
function hasNotBegun({ own, planned, result }: ItemReading, { status }: BatchReading): boolean {
  if (result || own?.state === 'notBegun') return own?.state === 'notBegun';
  if (own?.state !== 'unknown' || planned?.is !== 'item' || !status) return false;
  return planned.ordinal >= (status.kinds[planned.kind]?.begun ?? 0);
}

function unknownText({ item, reading, how }: About): string {
  if (hasNotBegun(item, reading)) return `has not begun: ${aheadText(item, reading)}`;
  const folder = reading.status?.prefix ?? 'the folder of the batch';
  return item.planned
    ? `has ended; its result is in a shard below ${folder} in the store.`
    : `is not in flight: it has ended and its result is below ${folder} in the store, or it has not begun, or the list has no such line. ${sentence(how({ do: 'setStore' }))} to the store of the workers to see which.`;
}

function stateTexts(own: BatchItemStatus, about: About): string[] {
  const { item, reading } = about;
  switch (own.state) {
    case 'notBegun':
      return [`has not begun: ${aheadText(item, reading)}`];
    case 'inFlight':
      return [flightText(own, about)];
    case 'waiting':
      return [waitingText(own)];
    case 'finished':
      return ['has ended; its result is written to the store with the next shard.'];
    case 'unknown':
      return [unknownText(about)];
    default:
      return [`is in a state that this release does not know (${String(own.state)}).`];
  }
}

/** Without a time it waits for a person or the account; of that the batch tells. */
function waitingText(own: BatchItemStatus): string {
  const until = own.until === undefined ? '' : ` until ${dateTime(own.until)}`;
  const goesOn = own.until === undefined ? 'Goes on with its batch.' : 'Goes on by itself.';
  return `waits for ${own.waitingFor ?? 'its next generation'}${until}, and keeps its lane. ${goesOn}${operationText(own)}`;
}

function flightText(own: BatchItemStatus, { item, reading, how }: About): string {
  const { activity } = item;
  const { workflowId, at } = reading;
  if (!activity) return `is in flight: its activity begins or has just ended.${operationText(own)}`;
  const wait = activityWait(activity, at);
  const text = pipelineSentence(activity, wait.for, how) ?? stageWaitText(wait, workflowId, how);
  const deadline = own.deadlineAt === undefined ? '' : ` Gives up at ${dateTime(own.deadlineAt)}.`;
  return `${text}${sinceText(wait.since, at)}${deadline}${operationText(own)}`;
}

/** The activity of a pipeline waits for nothing but that. */
function pipelineSentence(activity: PendingActivity, waitsFor: string, how: Directions): string | undefined {
  if (activity.type !== 'processPipeline' || activity.state !== 'started') return undefined;
  const { pipelineId } = activity;
  if (pipelineId === undefined) return waitsFor === 'request' ? 'starts its pipeline.' : undefined;
  return `waits for its pipeline ${pipelineId}. What that waits for: ${how({ do: 'explainPipeline', id: pipelineId })}`;
}

function operationText({ operation }: BatchItemStatus): string {
  if (!operation) return '';
  return ` Generation ${operation.generation}, begun ${dateTime(operation.startedAt)}.`;
}

/** Items of a kind begin in the order of the list. */
function aheadText({ planned, own }: ItemReading, { status }: BatchReading): string {
  const kind = own?.kind ?? (planned?.is === 'item' ? planned.kind : undefined);
  const begun = kind === undefined ? undefined : status?.kinds[kind]?.begun;
  if (planned?.is !== 'item' || begun === undefined) return 'items of a kind begin in the order of the list.';
  const ahead = Math.max(0, planned.ordinal - begun);
  return ahead === 0
    ? `it is the next ${planned.kind} to begin.`
    : `${counted(ahead, planned.kind)} ${ahead === 1 ? 'comes' : 'come'} first, since a kind begins in the order of the list.`;
}

function resultText(result: NonNullable<ItemReading['result']>): string {
  const { outcome, error, remoteId, outputUrl, endedAt, leftRunning, sameAs } = result;
  if (sameAs !== undefined) return `repeats index ${sameAs}, and has its outcome: ${outcome}.`;
  const at = endedAt === undefined ? '' : ` at ${dateTime(endedAt)}`;
  const task = remoteId === undefined ? '' : ` (remote task ${remoteId})`;
  const why = error ? `: ${error.type}: ${clause(error.message)}` : outputUrl ? `: ${outputUrl}` : '';
  const left = leftRunning ? ' Its remote task was left running; it is paid for.' : '';
  return `${outcome}${at}${task}${why}.${left}`;
}

/** Of a batch that closed before the item had an outcome. */
function leftText(own: BatchItemStatus, { workflowId, state }: BatchReading, how: Directions): string {
  const task = own.remoteId === undefined ? '' : `, remote task ${own.remoteId}`;
  const was: Record<string, string> = {
    notBegun: 'never began',
    unknown: 'had no result that is known here, or never began,',
    inFlight: `was in flight${task}`,
    waiting: `waited for another generation${task}`,
    finished: `had ended without a durable result${task}`,
  };
  return `${was[own.state] ?? own.state} when the batch ended (${state}). A redrive does it, and re-attaches to what still runs: ${how({ do: 'redriveBatch', id: workflowId })}`;
}
