import type { PlannedList } from '@org/media-activities';
import type { Concurrency, InvalidItem, ItemKind, RepeatedItem } from '@org/media-contracts';
import { concurrencyText, counted, dateTime, duration } from '@org/media-control';
import { trim } from '../picture/progress.js';
import type { Forecast, ItemSeconds } from './forecast.js';
import type { Risk } from './risks.js';

/** Everything that `plan` found out. */
export interface PlanReport {
  readonly name: string;
  readonly plan: Omit<PlannedList, 'problems'>;
  readonly invalid: readonly InvalidItem[];
  readonly repeated: readonly RepeatedItem[];
  readonly concurrency: Concurrency;
  readonly seconds: ItemSeconds;
  readonly forecast: Forecast;
  readonly currency?: string;
  readonly risks: readonly Risk[];
  readonly now: number;
}

/** A plan as a person reads it. */
export function planLines(report: PlanReport): string[] {
  const { name, plan, invalid, repeated, risks } = report;
  const valid = plan.total - plan.invalid - plan.repeated;
  return [
    `${name}  ${plan.list.format}  ${plan.list.sizeBytes} bytes  sha256 ${plan.list.sha256}`,
    `${counted(plan.total, 'line')}: ${counted(valid, 'item')} (${kindsText(plan.kinds)}), ${plan.invalid} invalid, ${plan.repeated} repeated`,
    ...forecastLines(report),
    ...invalidLines(invalid, plan.invalid),
    ...repeatedLines(repeated, plan.repeated),
    ...risks.map(({ text }) => `risk: ${text}`),
  ];
}

/** The same for a script. */
export function planAnswer({ plan, invalid, repeated, ...report }: PlanReport): Record<string, unknown> {
  const items = plan.total - plan.invalid - plan.repeated;
  return { ...report, ...plan, items, invalidLines: invalid, repeatedLines: repeated };
}

export function invalidLines(shown: readonly InvalidItem[], count: number): string[] {
  if (count === 0) return [];
  const lines = shown.map(({ line, id, reason }) => {
    return `  line ${line}${id === undefined ? '' : ` (${id})`}: ${reason}`;
  });
  return [
    'invalid; the batch runs without these lines, and its manifest lists them:',
    ...lines,
    ...more(shown, count),
  ];
}

function repeatedLines(shown: readonly RepeatedItem[], count: number): string[] {
  if (count === 0) return [];
  const lines = shown.map(({ line, sameAs }) => `  line ${line} is the same as index ${sameAs}`);
  return ['repeated; each runs once:', ...lines, ...more(shown, count)];
}

function more(shown: readonly unknown[], count: number): string[] {
  return shown.length < count ? [`  and ${count - shown.length} more (--all shows them)`] : [];
}

function kindsText(kinds: Partial<Record<ItemKind, number>>): string {
  return Object.entries(kinds)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

function forecastLines({ plan, concurrency, seconds, forecast, currency, now }: PlanReport): string[] {
  const kinds = Object.keys(plan.kinds) as ItemKind[];
  const assumed = kinds.map((kind) => `${kind} ${seconds[kind]} s`).join(', ');
  const end = dateTime(now + forecast.durationMs);
  return [
    `expected: ${duration(forecast.durationMs)} with ${concurrencyText(concurrency)} lanes, so until ${end} if it began now`,
    `assumed per item (--assume): ${assumed}`,
    ...(forecast.spend === undefined
      ? []
      : [`expected spend: ${trim(forecast.spend)}${currency === undefined ? '' : ` ${currency}`}`]),
  ];
}
