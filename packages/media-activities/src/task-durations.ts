/** Samples kept per kind: old ones are forgotten, since the service and the media change. */
const MAX_SAMPLES = 50;
/** Fewer samples say nothing. */
const MIN_SAMPLES = 5;

interface Spread {
  readonly p10: number;
  readonly p90: number;
}

/** How long tasks of a kind took of late, learned in memory. */
export interface TaskDurations {
  readonly learn: (kind: string, ms: number) => void;
  /** What one in ten stayed below and one in ten exceeded, in ms. Undefined until enough of a kind have ended. */
  readonly spread: (kind: string) => Spread | undefined;
}

export function createTaskDurations(): TaskDurations {
  const samples = new Map<string, number[]>();
  // Every plan asks for every task: it is worked out once per sample.
  const spreads = new Map<string, Spread | undefined>();
  return {
    learn: (kind, ms) => {
      const known = [...(samples.get(kind) ?? []), ms].slice(-MAX_SAMPLES);
      samples.set(kind, known);
      spreads.set(kind, spreadOf(known));
    },
    spread: (kind) => spreads.get(kind),
  };
}

function spreadOf(samples: readonly number[]): Spread | undefined {
  const known = samples.toSorted((a, b) => a - b);
  const p10 = known[Math.floor(known.length / 10)];
  const p90 = known[Math.ceil(known.length * 0.9) - 1];
  return known.length < MIN_SAMPLES || p10 === undefined || p90 === undefined ? undefined : { p10, p90 };
}
