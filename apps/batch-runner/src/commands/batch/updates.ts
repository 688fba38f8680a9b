import {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  setBatchSpendCap,
} from '@org/media-contracts';
import { concurrencyText, updateBatch, type BatchUpdateRequest } from '@org/media-control';
import type { Command } from 'commander';
import { followBatch } from '../../batch/follow/follow-batch.js';
import { parseAmount } from '../../batch/settings/amounts.js';
import { parseConcurrency } from '../../batch/settings/concurrency-flag.js';
import { defined } from '../../defined.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';

interface ReasonFlags {
  readonly json?: boolean;
  readonly reason?: string;
}

interface CancelFlags extends ReasonFlags {
  readonly now?: boolean;
  readonly follow?: boolean;
}

const REASON = ['--reason <text>', 'shown to whoever asks why'] as const;

/** `pause`, `resume`, `cancel`, `set-concurrency` and `set-spend-cap`: what a person tells a running batch. */
export function addBatchUpdateCommands(parent: Command): void {
  subcommand(parent, 'pause <batch>', 'start nothing new; what is in flight goes on')
    .option(...REASON)
    .action(async (workflowId: string, flags: ReasonFlags) => {
      const args: [{ reason?: string }] = [defined({ reason: flags.reason })];
      const request = { workflowId, update: pauseBatch, args, asked: 'pause' };
      await runTemporalCommand(flags, (tools) => tell(tools, request, 'paused: it starts nothing new'));
    });
  subcommand(parent, 'resume <batch>', 'go on after a pause; when parked, ask the account again at once')
    .option(...REASON)
    .action(async (workflowId: string, flags: ReasonFlags) => {
      const args: [{ reason?: string }] = [defined({ reason: flags.reason })];
      const request = { workflowId, update: resumeBatch, args, asked: 'resume' };
      await runTemporalCommand(flags, (tools) => tell(tools, request, 'told to go on'));
    });
  subcommand(parent, 'cancel <batch>', 'start nothing new, wait for what is in flight, write the manifest')
    .option('--now', 'do not wait: cancel what is in flight as well; what it cost is spent')
    .option(...REASON)
    .option('--follow', 'show it until the end; Ctrl-C detaches')
    .action(async (workflowId: string, flags: CancelFlags) => {
      await runTemporalCommand(flags, (tools) => cancel(tools, workflowId, flags));
    });
  subcommand(
    parent,
    'set-concurrency <batch> <lanes>',
    'how many items are in flight from now on: 25, video=5,image=20, or 25,video=5',
  ).action(async (workflowId: string, lanes: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => {
      const concurrency = parseConcurrency(lanes);
      const request = {
        workflowId,
        update: setBatchConcurrency,
        args: [concurrency] as [typeof concurrency],
        asked: 'change its concurrency',
      };
      return tell(tools, request, `has ${concurrencyText(concurrency)} lanes from now on`, { concurrency });
    });
  });
  subcommand(
    parent,
    'set-spend-cap <batch> <amount>',
    'replace the cap on spend; "none" lifts it. Needs prices in the settings',
  ).action(async (workflowId: string, amount: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => {
      const cap = amount === 'none' ? null : parseAmount(amount, 'set-spend-cap');
      const args: [{ cap: number | null }] = [{ cap }];
      const request = { workflowId, update: setBatchSpendCap, args, asked: 'change its cap on spend' };
      return tell(tools, request, cap === null ? 'has no cap on spend' : `may spend ${cap}`, { cap });
    });
  });
}

async function tell<Args extends [unknown]>(
  { session, output }: TemporalTools,
  request: BatchUpdateRequest<Args>,
  done: string,
  facts: Record<string, unknown> = {},
): Promise<ExitCode> {
  const { phase, runId } = await updateBatch(session, request);
  output.say(`${request.workflowId} ${done} (${phase}).`);
  output.answer({ workflowId: request.workflowId, runId, state: 'running', phase, ...facts });
  return EXIT.ok;
}

async function cancel(tools: TemporalTools, workflowId: string, flags: CancelFlags): Promise<ExitCode> {
  const { output, session } = tools;
  const { now = false, follow = false, reason } = flags;
  const args: [{ wait: boolean; reason?: string }] = [{ wait: !now, ...defined({ reason }) }];
  const request = { workflowId, update: cancelBatch, args, asked: 'cancel' };
  const done = now
    ? 'starts nothing new and cancels what is in flight; then it writes its manifest'
    : 'starts nothing new and ends with what is in flight; then it writes its manifest';
  if (!follow) return tell(tools, request, done, { cancelRequested: true });
  const { runId } = await updateBatch(session, request);
  output.note(`${workflowId} ${done}.`);
  const code = await followBatch(tools, { workflowId, runId });
  // It ended as was asked.
  return code === EXIT.failed ? EXIT.ok : code;
}
