/** So many of the last waits are remembered. */
const MAX_SAMPLES = 20;
/** Fewer webhooks that did not come may be chance. */
const MIN_MISSES = 5;
/** Webhooks are given another try after so long, and twice as long each time that is in vain. In ms. */
const MIN_DISTRUST_MS = 10 * 60_000;
const MAX_DISTRUST_MS = 2 * 60 * 60_000;

/** Whether the webhooks of an account arrive, learned in memory. */
export interface WebhookRecord {
  /** True when a wait may rely on its webhook. */
  readonly trusted: () => boolean;
  /** A webhook ended a wait. */
  readonly came: () => void;
  /**
   * A task was found that ended so long ago that its webhook must be lost. Returns for how long webhooks are trusted
   * no more, in ms, when it is this one that ended the trust.
   */
  readonly missed: () => number | undefined;
}

export function createWebhookRecord({ now }: { readonly now: () => number }): WebhookRecord {
  let samples: ('came' | 'missed')[] = [];
  let trustedFrom = -Infinity;
  let distrustMs = MIN_DISTRUST_MS;

  const trusted = (): boolean => now() >= trustedFrom;
  const add = (sample: 'came' | 'missed'): void => {
    samples = [...samples, sample].slice(-MAX_SAMPLES);
  };

  return {
    trusted,
    came: () => {
      add('came');
      if (trusted()) distrustMs = MIN_DISTRUST_MS;
    },
    missed: () => {
      add('missed');
      const misses = samples.filter((sample) => sample === 'missed').length;
      if (!trusted() || misses < MIN_MISSES || misses * 2 <= samples.length) return undefined;
      const forMs = distrustMs;
      samples = [];
      trustedFrom = now() + forMs;
      distrustMs = Math.min(distrustMs * 2, MAX_DISTRUST_MS);
      return forMs;
    },
  };
}
