import { planList } from '@org/media-activities';
import { DEFAULT_CONCURRENCY } from '@org/media-contracts';
import type { Command } from 'commander';
import { listName, listSource, type ListSource } from '../../batch/list/list-source.js';
import { openListSource } from '../../batch/list/open-list.js';
import { refusedList } from '../../batch/list/refused-list.js';
import { forecast, parseAssumedSeconds } from '../../batch/plan/forecast.js';
import { invalidLines, planAnswer, planLines, type PlanReport } from '../../batch/plan/plan-lines.js';
import { createPlanReview } from '../../batch/plan/plan-review.js';
import { risksOf } from '../../batch/plan/risks.js';
import { parseCount } from '../../batch/settings/amounts.js';
import { spendOf, type BatchFlags } from '../../batch/settings/batch-settings.js';
import { parseConcurrency } from '../../batch/settings/concurrency-flag.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runCommand, subcommand, type Tools } from '../../shell.js';
import { addShapeOptions, collect, LIST_HELP, priceFile } from './flags.js';

/** As many lines of each sort are shown, unless all are asked for. */
const SHOWN = 20;
/** Slots of one worker of the role `remote` when nobody sets them. */
const DEFAULT_REMOTE_SLOTS = '200';

interface Flags extends Pick<
  BatchFlags,
  'concurrency' | 'price' | 'currency' | 'assumedMinutes' | 'maxSpend'
> {
  readonly prices?: string;
  readonly assume?: readonly string[];
  readonly planLimit?: string;
  readonly remoteSlots: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `plan <list>` */
export function addPlanCommand(parent: Command): void {
  const command = subcommand(
    parent,
    'plan <list>',
    `tell what a batch would do, take and cost; starts and writes nothing. ${LIST_HELP}`,
  )
    .option('--assume <kind=seconds>', 'what an item takes: video=60,image=2; repeatable', collect)
    .option('--plan-limit <n>', 'tasks at once that your plan at the service allows')
    .option('--remote-slots <n>', 'slots of all remote workers', DEFAULT_REMOTE_SLOTS)
    .option('--all', `show all invalid and repeated lines, not only the first ${SHOWN}`);
  addShapeOptions(command).action(async (text: string, flags: Flags) => {
    await runCommand(flags, (tools) => plan(tools, text, flags));
  });
}

async function plan(tools: Tools, text: string, flags: Flags): Promise<ExitCode> {
  const { output } = tools;
  const source = listSource(text);
  const report = await planReport(tools, source, flags);
  for (const line of planLines(report)) output.say(line);
  output.answer(planAnswer(report));
  return EXIT.ok;
}

async function planReport(tools: Tools, source: ListSource, flags: Flags): Promise<PlanReport> {
  const { concurrency: lanes, assume = [], planLimit, remoteSlots, all = false } = flags;
  const concurrency = lanes === undefined ? DEFAULT_CONCURRENCY : parseConcurrency(lanes, Infinity);
  const seconds = parseAssumedSeconds(assume);
  const limit = planLimit === undefined ? {} : { planLimit: parseCount(planLimit, '--plan-limit') };
  const slots = parseCount(remoteSlots, '--remote-slots');
  const spend = spendOf(flags, await priceFile(flags.prices));
  const now = Date.now();
  const { planned, facts } = await review(tools, source, all ? Infinity : SHOWN);
  const expected = forecast({
    kinds: planned.kinds,
    concurrency,
    seconds,
    ...(spend === undefined ? {} : { spend }),
  });
  const { problems: _, ...figures } = planned;
  const risks = risksOf({
    concurrency,
    ...limit,
    remoteSlots: slots,
    forecast: expected,
    facts,
    ...(spend?.cap === undefined ? {} : { spendCap: spend.cap }),
    items: planned.total - planned.invalid - planned.repeated,
    invalid: planned.invalid,
    now,
  });
  const { invalid, repeated } = facts;
  const currency = spend?.currency === undefined ? {} : { currency: spend.currency };
  const shown = { name: listName(source), plan: figures, invalid, repeated, concurrency, seconds };
  return { ...shown, forecast: expected, ...currency, risks, now };
}

async function review(
  { env, output, interrupted: signal }: Tools,
  source: ListSource,
  shown: number,
): Promise<{
  planned: Awaited<ReturnType<typeof planList>>;
  facts: ReturnType<typeof createPlanReview>['facts'];
}> {
  const { sink, facts } = createPlanReview(shown);
  const bytes = openListSource(source, { env, stdin: process.stdin, signal });
  const name = source.from === 'stdin' ? '' : listName(source).replace(/[?#].*$/, '');
  const allowPrivateAddresses = env.WORKER_ALLOW_PRIVATE_ADDRESSES;
  try {
    return {
      planned: await planList({ source: { bytes, name }, sink, allowPrivateAddresses, signal }),
      facts,
    };
  } catch (error) {
    // Of a list without a valid line, the reasons are what helps.
    for (const line of invalidLines(facts.invalid, facts.invalid.length).slice(1)) output.say(line);
    throw refusedList(error, listName(source));
  }
}
