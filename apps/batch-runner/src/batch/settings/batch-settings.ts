import type { BatchSettings, SpendSettings } from '@org/media-contracts';
import { BatchSettingsSchema } from '@org/media-contracts/schemas';
import { CliError } from '../../cli-error.js';
import { defined } from '../../defined.js';
import { EXIT } from '../../exit-codes.js';
import { parseAmount, parseCount, parseDurationMs, parsePairs, parseShare } from './amounts.js';
import { parseConcurrency } from './concurrency-flag.js';
import { parsePrices } from './prices.js';

/** What the flags of `run` say of a batch, as commander hands them over. */
export interface BatchFlags {
  readonly account?: string;
  readonly concurrency?: string;
  readonly maxFailures?: string;
  readonly maxFailureShare?: string;
  readonly maxSpend?: string;
  readonly price?: readonly string[];
  readonly currency?: string;
  readonly assumedMinutes?: string;
  readonly generations?: string;
  readonly deadline?: string;
  readonly wait?: string;
  readonly destination?: string;
  readonly metadata?: readonly string[];
  readonly handoverResults?: string;
  /** Seconds. */
  readonly heartbeatTimeout?: string;
}

/** Builds and validates the settings of a batch. Throws a `CliError` that names every field to change. */
export function batchSettings(flags: BatchFlags, priceFile?: SpendSettings): BatchSettings {
  const candidate = defined({
    account: flags.account,
    concurrency: flags.concurrency === undefined ? undefined : parseConcurrency(flags.concurrency),
    maxFailures: read(flags.maxFailures, parseCount, '--max-failures'),
    maxFailureShare: read(flags.maxFailureShare, parseShare, '--max-failure-share'),
    policy: policyOf(flags),
    spend: spendOf(flags, priceFile),
    destination: flags.destination,
    metadata: flags.metadata && parsePairs(flags.metadata, '--metadata'),
    handOverResults: read(flags.handoverResults, parseCount, '--handover-results'),
    heartbeatTimeoutMs: heartbeatMs(flags),
  });
  const parsed = BatchSettingsSchema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.') || 'settings',
    problem: issue.message,
  }));
  throw new CliError(
    `The settings are refused:\n${problems.map(({ field, problem }) => `  ${field}: ${problem}`).join('\n')}`,
    EXIT.usage,
    { problems },
  );
}

function policyOf(flags: BatchFlags): BatchSettings['policy'] {
  const policy = defined({
    generations: read(flags.generations, parseCount, '--generations'),
    deadlineMs: read(flags.deadline, parseDurationMs, '--deadline'),
    waitMs: read(flags.wait, parseDurationMs, '--wait'),
  });
  return Object.keys(policy).length > 0 ? policy : undefined;
}

/** What money is concerned with; undefined when nobody named a price. A cap without prices would never hold. */
export function spendOf(flags: BatchFlags, priceFile?: SpendSettings): SpendSettings | undefined {
  const prices = { ...priceFile?.prices, ...(flags.price ? parsePrices(flags.price) : {}) };
  const cap = read(flags.maxSpend, parseAmount, '--max-spend') ?? priceFile?.cap;
  if (Object.keys(prices).length === 0) {
    if (cap === undefined) return undefined;
    const advice = 'give --price video=0.05/min, or --prices prices.json';
    throw new CliError(`A cap on spend needs prices: ${advice}.`, EXIT.usage);
  }
  return {
    prices,
    ...defined({
      cap,
      currency: flags.currency ?? priceFile?.currency,
      assumedMinutes:
        read(flags.assumedMinutes, parseAmount, '--assumed-minutes') ?? priceFile?.assumedMinutes,
    }),
  };
}

function heartbeatMs({ heartbeatTimeout }: BatchFlags): number | undefined {
  const seconds = read(heartbeatTimeout, parseAmount, '--heartbeat-timeout');
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
}

function read(
  text: string | undefined,
  parse: (text: string, flag: string) => number,
  flag: string,
): number | undefined {
  return text === undefined ? undefined : parse(text, flag);
}
