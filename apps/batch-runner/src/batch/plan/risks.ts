import { MAX_CONCURRENCY, type Concurrency } from '@org/media-contracts';
import { counted, dateTime, duration } from '@org/media-control';
import type { Forecast } from './forecast.js';
import { expiringBefore, type PlanFacts } from './plan-review.js';

/** Something that a person should know before a batch starts. */
export interface Risk {
  readonly kind:
    | 'lanes'
    | 'planLimit'
    | 'remoteSlots'
    | 'long'
    | 'plainHttp'
    | 'expiring'
    | 'unpriced'
    | 'spendCap'
    | 'invalid';
  readonly text: string;
}

export interface RiskInput {
  readonly concurrency: Concurrency;
  /** How many tasks at once the plan at the service allows, if that is known. */
  readonly planLimit?: number;
  /** Slots of all workers of the role `remote`. */
  readonly remoteSlots: number;
  readonly forecast: Forecast;
  readonly facts: PlanFacts;
  readonly spendCap?: number;
  readonly items: number;
  readonly invalid: number;
  /** When the batch would begin, in ms since the epoch. */
  readonly now: number;
}

/** A key of the service lives 24 hours. */
const DAY_MS = 86_400_000;
/** More invalid lines than this share look like a mistake in the list. */
const MANY_INVALID = 0.1;

/** What may go wrong, most serious first. */
export function risksOf(input: RiskInput): Risk[] {
  return [...laneRisks(input), ...listRisks(input), ...timeRisks(input), ...moneyRisks(input)];
}

function laneRisks({ concurrency, planLimit, remoteSlots }: RiskInput): Risk[] {
  const { total } = concurrency;
  const risks: Risk[] = [];
  if (total > MAX_CONCURRENCY) {
    const text = `${total} lanes are more than the ${MAX_CONCURRENCY} of one batch: run refuses them. Split the list into several batches.`;
    risks.push({ kind: 'lanes', text });
  }
  if (planLimit !== undefined && total > planLimit) {
    const text = `${total} lanes are more than the ${planLimit} tasks at once that the plan at the service allows: the rest waits there, or is throttled. Give --concurrency ${planLimit}.`;
    risks.push({ kind: 'planLimit', text });
  }
  if (total > remoteSlots) {
    const text = `${total} lanes are more than the ${remoteSlots} slots of the remote workers: only so many items are in flight. Start more workers, or raise WORKER_REMOTE_SLOTS.`;
    risks.push({ kind: 'remoteSlots', text });
  }
  return risks;
}

function listRisks({ items, invalid, facts }: RiskInput): Risk[] {
  const risks: Risk[] = [];
  if (invalid > 0 && invalid / (items + invalid) > MANY_INVALID) {
    const text = `${counted(invalid, 'line')} cannot be tried, and will be in the manifest as invalid. See whether the list is what it should be.`;
    risks.push({ kind: 'invalid', text });
  }
  if (facts.plainHttp > 0) {
    const text = `${counted(facts.plainHttp, 'URL')} with plain http: anybody on the way can read and change what is fetched. Use https.`;
    risks.push({ kind: 'plainHttp', text });
  }
  return risks;
}

function timeRisks({ forecast, facts, now }: RiskInput): Risk[] {
  const risks: Risk[] = [];
  const endAt = now + forecast.durationMs;
  const early = expiringBefore(facts.expiries, endAt);
  if (early) {
    const text = `before the expected end (${dateTime(endAt)}) ${counted(early.count, 'presigned URL')} will have expired, the first at ${dateTime(early.firstAt)}: what is late fails. Sign them for longer, give more lanes, or split the list.`;
    risks.push({ kind: 'expiring', text });
  }
  if (forecast.durationMs > DAY_MS) {
    const text = `it is expected to take ${duration(forecast.durationMs)}. Idempotency keys live 24 h at the service: what a redrive or a long outage finds older is looked up by list, which is slower. Give more lanes, or split the list.`;
    risks.push({ kind: 'long', text });
  }
  return risks;
}

function moneyRisks({ forecast, spendCap }: RiskInput): Risk[] {
  const risks: Risk[] = [];
  if (spendCap !== undefined && forecast.spend !== undefined && forecast.spend > spendCap) {
    const text = `the expected spend is above the cap of ${spendCap}: the batch will park there and ask.`;
    risks.push({ kind: 'spendCap', text });
  }
  if (forecast.unpriced.length > 0) {
    const text = `there is no price for ${forecast.unpriced.join(', ')}: they count as free, also for the cap.`;
    risks.push({ kind: 'unpriced', text });
  }
  return risks;
}
