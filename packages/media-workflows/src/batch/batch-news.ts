import type { BatchStatus } from '@org/media-contracts';
import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { BatchWindow } from './batch-window.js';
import type { BatchTerms } from './batch-terms.js';

const MEDIA_PHASE = defineSearchAttributeKey('MediaPhase', 'KEYWORD');
const MEDIA_ACCOUNT = defineSearchAttributeKey('MediaAccount', 'KEYWORD');
const BATCH_PROGRESS = defineSearchAttributeKey('BatchProgress', 'DOUBLE');
const BATCH_FAILED = defineSearchAttributeKey('BatchFailed', 'INT');

/** Progress is told in steps of a fiftieth: every change is an event in the history. */
const STEPS = 50;

/** Tells the Temporal UI, and visibility where the cluster knows our search attributes. */
export function createBatchNews(terms: BatchTerms): {
  readonly tell: (window: BatchWindow, read: () => BatchStatus) => void;
} {
  let seen: string | undefined;
  let told: string | undefined;
  return {
    tell: (window, read) => {
      // A status is not made for every task of the workflow: only when results became durable or the phase changed.
      const { shard, stop, park, pause, plan, concluded } = window;
      const sight = [shard.number, stop?.at, park?.since, pause?.since, !plan, concluded].join();
      if (sight === seen && !concluded) return;
      seen = sight;
      const status = read();
      const step = Math.floor(progressOf(status) * STEPS) / STEPS;
      const news = `${status.phase} ${step} ${Math.floor(Math.log2(status.counts.failed + 1))}`;
      if (news === told) return;
      told = news;
      setCurrentDetails(describeBatch(status));
      if (!terms.searchAttributes) return;
      upsertSearchAttributes([
        { key: MEDIA_PHASE, value: status.phase },
        { key: MEDIA_ACCOUNT, value: status.account },
        { key: BATCH_PROGRESS, value: step },
        { key: BATCH_FAILED, value: status.counts.failed },
      ]);
    },
  };
}

function progressOf({ counts }: BatchStatus): number {
  const ended = counts.succeeded + counts.failed + counts.cancelled;
  const all = ended + counts.inFlight + counts.waiting + counts.notStarted;
  return all > 0 ? ended / all : 0;
}

/** Markdown for the Temporal UI. */
function describeBatch(status: BatchStatus): string {
  const { counts, phase, waitingFor, failures } = status;
  const lines = [
    `**${phase}**${waitingFor === undefined ? '' : `, waiting for ${waitingFor}`}`,
    `${counts.succeeded} succeeded, ${counts.failed} failed, ${counts.cancelled} cancelled, ` +
      `${counts.inFlight + counts.waiting} in flight, ${counts.notStarted} to begin, ` +
      `${counts.invalid} invalid, ${counts.repeated} repeated, of ${counts.total}`,
    ...failures.map(({ index, type, message }) => `- item ${index}: ${type}: ${message}`),
  ];
  return lines.join('\n\n');
}
