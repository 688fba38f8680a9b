import type { BatchResult } from '@org/media-contracts';
import {
  clause,
  dateTime,
  failureLines,
  unreadText,
  type BatchEnding,
  type BatchReading,
  type Execution,
} from '@org/media-control';
import { CLI_DIRECTIONS } from '../directions.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../output.js';
import { endingExitCode } from './ending-exit-code.js';
import { countsText } from './picture/batch-lines.js';
import { trim } from './picture/progress.js';

/** Prints how a batch ended: the answer of `run --follow`, `follow`, `status` and `redrive --follow`. */
export function reportBatchEnd(output: Output, reading: BatchReading, ending: BatchEnding): ExitCode {
  const { workflowId, runId, firstRunId, status, closedAt } = reading;
  const { state, result, failure } = ending;
  const code = endingExitCode(ending);
  const colour = code === EXIT.ok ? 'green' : code === EXIT.partial ? 'yellow' : 'red';
  const at = closedAt === undefined ? '' : `  ended ${dateTime(closedAt)}`;
  output.say(`${output.style(colour, state)}  ${workflowId}${at}`);
  if (failure) output.say(`  ${failure.type}: ${failure.message}`);
  else if (result?.reason !== undefined) output.say(`  ${clause(result.reason)}`);
  for (const line of result ? resultLines(result, status?.spend?.currency) : []) output.say(`  ${line}`);
  for (const line of status ? failureLines(status.failures, status.counts.failed) : [])
    output.say(`  ${line}`);
  for (const line of nextLines(reading, ending)) output.say(`  ${line}`);
  output.answer({
    workflowId,
    runId,
    firstRunId,
    state,
    ...(result ? { result } : {}),
    ...(failure ? { failure } : {}),
    ...(status ? { status } : {}),
  });
  return code;
}

/** Prints that a batch goes on without us, and how to come back. */
export function reportBatchRunning(output: Output, { workflowId, runId }: Execution): ExitCode {
  output.note(
    `Detached; the batch goes on. Follow it: batch-runner follow ${workflowId}; ` +
      `stop it: batch-runner cancel ${workflowId}`,
  );
  output.answer({ workflowId, runId, state: 'running' });
  return EXIT.running;
}

function resultLines({ counts, spend, manifest }: BatchResult, currency = ''): string[] {
  return [
    countsText(counts),
    ...(spend === undefined ? [] : [`spend ${`${trim(spend)} ${currency}`.trim()} (estimated)`]),
    `manifest store:${manifest.key}  sha256 ${manifest.sha256}`,
  ];
}

function nextLines({ workflowId, status }: BatchReading, { state, result }: BatchEnding): string[] {
  if (!result) {
    if (status && !status.list) return [unreadText(CLI_DIRECTIONS)];
    if (state === 'failed') return [`See what it says: batch-runner why ${workflowId}`];
    return [`It wrote no manifest. Do what is missing: batch-runner redrive ${workflowId}`];
  }
  const { failed, cancelled, notStarted } = result.counts;
  return failed + cancelled + notStarted === 0
    ? []
    : [`Do again only what has no success: batch-runner redrive ${workflowId}`];
}
