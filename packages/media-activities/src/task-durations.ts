/** Samples kept per kind: old ones are forgotten, since the service and the media change. */
const MAX_SAMPLES = 50;
/** Fewer samples say nothing. */
const MIN_SAMPLES = 5;

/** How long tasks of a kind took of late, learned in memory. */
export interface TaskDurations {
  readonly learn: (kind: string, ms: number) => void;
  /** What one in ten stayed below and one in ten exceeded, in ms. Undefined until enough of a kind have ended. */
  readonly spread: (kind: string) => { readonly p10: number; readonly p90: number } | undefined;
}

export function createTaskDurations(): TaskDurations {
  const samples = new Map<string, number[]>();
  return {
    learn: (kind, ms) => {
      samples.set(kind, [...(samples.get(kind) ?? []), ms].slice(-MAX_SAMPLES));
    },
    spread: (kind) => {
      const known = (samples.get(kind) ?? []).toSorted((a, b) => a - b);
      const p10 = known[Math.floor(known.length / 10)];
      const p90 = known[Math.ceil(known.length * 0.9) - 1];
      return known.length < MIN_SAMPLES || p10 === undefined || p90 === undefined ? undefined : { p10, p90 };
    },
  };
}
