import {
  ITEM_KINDS,
  type Concurrency,
  type ItemCounts,
  type ItemKind,
  type SpendSettings,
} from '@org/media-contracts';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';

/** Seconds that an item of each kind is taken to need when nobody says better. */
const USUAL_SECONDS: Readonly<Record<ItemKind, number>> = {
  video: 60,
  audio: 15,
  image: 5,
  animation: 15,
  adaptive_video: 120,
  pipeline: 180,
};
const USUAL_MINUTES = 1;

export type ItemSeconds = Readonly<Record<ItemKind, number>>;

/** Reads `video=60,image=2`: seconds per item by kind, laid over what is usual. */
export function parseAssumedSeconds(texts: readonly string[]): ItemSeconds {
  const seconds = { ...USUAL_SECONDS };
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [, name = '', value = ''] = /^\s*([a-z_]+)=(\d+(?:\.\d+)?)s?\s*$/.exec(part) ?? [];
    const kind = ITEM_KINDS.find((one) => one === name);
    if (!kind) {
      const kinds = ITEM_KINDS.join(', ');
      throw new CliError(
        `--assume ${part}: write <kind>=<seconds>, where the kind is one of ${kinds}.`,
        EXIT.usage,
      );
    }
    seconds[kind] = Number(value);
  }
  return seconds;
}

export interface ForecastInput {
  readonly kinds: ItemCounts;
  readonly concurrency: Concurrency;
  readonly seconds: ItemSeconds;
  readonly spend?: SpendSettings;
}

/** What a batch is expected to take. */
export interface Forecast {
  readonly durationMs: number;
  /** In the currency of the prices; absent without prices. */
  readonly spend?: number;
  /** Kinds that have items and no price. */
  readonly unpriced: readonly ItemKind[];
}

/** The least time that so many lanes need, and the cost by the user's own prices. */
export function forecast({ kinds, concurrency, seconds, spend }: ForecastInput): Forecast {
  const counts = ITEM_KINDS.flatMap((kind) => {
    const count = kinds[kind] ?? 0;
    return count > 0 ? [{ kind, count }] : [];
  });
  const work = counts.map(({ kind, count }) => count * seconds[kind]);
  const bounds = counts.map(({ kind, count }) => {
    const lanes = Math.min(concurrency.total, concurrency.perKind?.[kind] ?? concurrency.total);
    // A last round takes as long as a full one.
    return Math.ceil(count / lanes) * seconds[kind];
  });
  const spread = work.reduce((sum, one) => sum + one, 0) / concurrency.total;
  const durationMs = Math.round(Math.max(0, spread, ...bounds) * 1_000);
  const unpriced = spend ? counts.filter(({ kind }) => !spend.prices[kind]).map(({ kind }) => kind) : [];
  return { durationMs, unpriced, ...(spend ? { spend: costOf(counts, spend) } : {}) };
}

function costOf(
  counts: readonly { readonly kind: ItemKind; readonly count: number }[],
  { prices, assumedMinutes = USUAL_MINUTES }: SpendSettings,
): number {
  return counts.reduce((sum, { kind, count }) => {
    const { perItem = 0, perMinute = 0 } = prices[kind] ?? {};
    return sum + count * (perItem + perMinute * assumedMinutes);
  }, 0);
}
