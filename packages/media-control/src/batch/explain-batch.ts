import type { BatchPhase } from '@org/media-contracts';
import type { Directions } from '../directions.js';
import type { StageWait } from '../pipeline/stage-wait.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { clause } from '../text/clause.js';
import { counted } from '../text/counted.js';
import { redact } from '../text/redact.js';
import { dateTime, sinceTime } from '../text/times.js';
import { readBatchEnding, type BatchEnding, type BatchEndState } from './batch-ending.js';
import { batchWaitText } from './batch-wait-text.js';
import { batchWaits, type BatchWait } from './batch-wait.js';
import { failureLines } from './failure-lines.js';
import { progressOf } from './progress.js';
import { readBatch, type BatchReading } from './read-batch.js';

/** Why a batch, or an item of it, is not finished, or how it ended. */
export interface BatchReason {
  /** `batch`, or `item 7`. */
  readonly subject: string;
  /** A sentence to act on, without its subject. */
  readonly text: string;
  /** What a batch waits for; of an item what its activity waits for, which is what a stage may wait for, too. */
  readonly wait?: BatchWait | StageWait;
}

/** Why a batch is not finished, or how it ended. No URL has its query part, which may be a permission. */
export interface BatchExplanation {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: 'running' | BatchEndState;
  /** The workflow's own word for where it stands, such as `paused`; absent when no worker told. */
  readonly phase?: BatchPhase;
  readonly reasons: readonly BatchReason[];
  /** What holds it up most first; empty when it only works, or has ended. */
  readonly waits: readonly BatchWait[];
}

/** Asks a batch, and Temporal, what it waits for. Rejects with `notFound` when there is no such batch. */
export async function explainBatch(
  session: TemporalSession,
  workflowId: string,
  { how }: { readonly how: Directions },
): Promise<BatchExplanation> {
  const reading = await readBatch(session, workflowId);
  const { runId, state, status } = reading;
  const ending = state === 'running' ? undefined : await readBatchEnding(session, reading);
  return {
    workflowId,
    runId,
    state: ending?.state ?? 'running',
    ...(status && { phase: status.phase }),
    reasons: redact(batchReasons(reading, ending, how)),
    waits: ending ? [] : redact(batchWaits(reading)),
  };
}

/**
 * The reasons of one reading: for a running batch what it waits for, since when, and what happens next; for a closed one
 * how it ended.
 */
export function batchReasons(
  reading: BatchReading,
  ending: BatchEnding | undefined,
  how: Directions,
): BatchReason[] {
  if (!ending) return runningReasons(reading, how);
  return endingTexts(reading, ending, how).map((text) => ({ subject: 'batch', text }));
}

function runningReasons(reading: BatchReading, how: Directions): BatchReason[] {
  const { status, workflowId: id, at: now } = reading;
  const subject = 'batch';
  const reasons: BatchReason[] = [
    ...(status ? [{ subject, text: phaseText(reading) }] : []),
    ...batchWaits(reading).map((wait) => ({ subject, text: batchWaitText(wait, { id, now, how }), wait })),
  ];
  if (reasons.length > 0) return reasons;
  return [{ subject, text: 'nothing is pending; the workflow worker has the next step.' }];
}

function phaseText({ status, at }: BatchReading): string {
  if (!status) return '';
  const { phase, counts, startedAt, etaAt, concurrency } = status;
  if (phase === 'planning') return `is reading its list, since ${sinceTime(startedAt, at)}.`;
  if (phase === 'writingManifest') return 'everything has ended; its manifest is being written.';
  const { done, items } = progressOf(counts);
  const busy = counts.inFlight + counts.waiting;
  const eta =
    etaAt === undefined || phase !== 'running' ? '' : ` Ends about ${dateTime(etaAt)} at the present rate.`;
  return `${phase}: ${done} of ${counted(items, 'item')} have ended, ${busy} of ${concurrency.total} lanes are taken, ${counts.notStarted} have not begun.${eta}`;
}

/** There is nothing to redo, and the name is taken. */
export function unreadText(how: Directions): string {
  return `Its list was never read, so nothing was done. Start it again under another name: ${how({ do: 'startBatch' })}`;
}

function endingTexts(
  reading: BatchReading,
  { state, result, failure }: BatchEnding,
  how: Directions,
): string[] {
  const { workflowId, closedAt, status, silence } = reading;
  const at = closedAt === undefined ? '' : ` at ${dateTime(closedAt)}`;
  const why = failure?.message ?? result?.reason;
  const texts = [`${state}${at}${why === undefined ? '' : `: ${clause(why)}`}.`];
  if (!result && silence !== undefined) texts.push(silence);
  if (status) texts.push(...failureLines(status.failures, status.counts.failed).map((line) => line.trim()));
  if (result) texts.push(`its manifest is store:${result.manifest.key}`);
  else if (status && !status.list) return [...texts, unreadText(how)];
  else texts.push('it wrote no manifest that is known here; its results are in its shards.');
  const { failed = 1, cancelled = 0, notStarted = 0 } = result?.counts ?? {};
  if (failed + cancelled + notStarted > 0 && (result || status)) {
    texts.push(`do again only what has no success: ${how({ do: 'redriveBatch', id: workflowId })}`);
  }
  return texts;
}
