import type { InvalidItem, PlannedItem, RepeatedItem } from '@org/media-contracts';
import type { PlanSink } from '@org/media-activities';
import { presignedUntil } from './presigned.js';

const MINUTE_MS = 60_000;

/** What is worth knowing of the items of a list beside their number. */
export interface PlanFacts {
  /** The first invalid lines; how many is the reader's choice. */
  readonly invalid: readonly InvalidItem[];
  readonly repeated: readonly RepeatedItem[];
  /** Items whose URL anybody on the way could read and change. */
  readonly plainHttp: number;
  /** Presigned URLs that expire by the minute (ms since the epoch), and how many do. */
  readonly expiries: ReadonlyMap<number, number>;
}

/** Looks at a plan while it is made, and keeps nothing of it but facts. */
export function createPlanReview(shown: number): { readonly sink: PlanSink; readonly facts: PlanFacts } {
  const facts = {
    invalid: [] as InvalidItem[],
    repeated: [] as RepeatedItem[],
    plainHttp: 0,
    expiries: new Map<number, number>(),
  };
  const review = (line: string): void => {
    const { url } = JSON.parse(line) as PlannedItem;
    if (/^http:/i.test(url)) facts.plainHttp += 1;
    const until = presignedUntil(url);
    if (until === undefined) return;
    const minute = Math.floor(until / MINUTE_MS) * MINUTE_MS;
    facts.expiries.set(minute, (facts.expiries.get(minute) ?? 0) + 1);
  };
  const sink: PlanSink = {
    page: async ({ text }) => {
      for (const line of text.split('\n')) if (line !== '') review(line);
    },
    invalid: async (item) => {
      if (facts.invalid.length < shown) facts.invalid.push(item);
    },
    repeated: async (item) => {
      if (facts.repeated.length < shown) facts.repeated.push(item);
    },
    end: async () => undefined,
    abort: async () => undefined,
  };
  return { sink, facts };
}

/** How many presigned URLs expire before a moment, and when the first does. */
export function expiringBefore(
  expiries: ReadonlyMap<number, number>,
  at: number,
): { readonly count: number; readonly firstAt: number } | undefined {
  const early = [...expiries].filter(([minute]) => minute < at);
  if (early.length === 0) return undefined;
  return {
    count: early.reduce((sum, [, count]) => sum + count, 0),
    firstAt: early.reduce((first, [minute]) => Math.min(first, minute), Infinity),
  };
}
