/** Samples kept per kind: old ones are forgotten, since the service and the media change. */
const MAX_SAMPLES = 50;
/** Fewer samples say nothing. */
const MIN_SAMPLES = 5;

/** How long tasks of a kind took of late, learned in memory. */
export interface TaskDurations {
  readonly learn: (kind: string, ms: number) => void;
  /** The time that nine in ten took at least, in ms. Undefined until enough of a kind have ended. */
  readonly tenthPercentile: (kind: string) => number | undefined;
}

export function createTaskDurations(): TaskDurations {
  const samples = new Map<string, number[]>();
  return {
    learn: (kind, ms) => {
      samples.set(kind, [...(samples.get(kind) ?? []), ms].slice(-MAX_SAMPLES));
    },
    tenthPercentile: (kind) => {
      const known = samples.get(kind) ?? [];
      if (known.length < MIN_SAMPLES) return undefined;
      return known.toSorted((a, b) => a - b)[Math.floor(known.length / 10)];
    },
  };
}
