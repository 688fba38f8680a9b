import { median } from '../pipeline/measure.ts';

/** Resident memory of the worker when so many items were done. */
export interface MemorySample {
  readonly items: number;
  readonly rssMiB: number;
}

/** Memory comes and goes with the collector: the median of the readings from `from` to `to` items, or the one next to them. */
export function memoryAt(
  samples: readonly MemorySample[],
  { from, to }: { from: number; to: number },
): number {
  const within = samples.filter(({ items }) => items >= from && items <= to);
  if (within.length > 0) return median(within.map(({ rssMiB }) => rssMiB));
  const middle = (from + to) / 2;
  const [nearest] = samples.toSorted((a, b) => Math.abs(a.items - middle) - Math.abs(b.items - middle));
  if (!nearest) throw new Error('The memory of the worker was never read.');
  return nearest.rssMiB;
}
