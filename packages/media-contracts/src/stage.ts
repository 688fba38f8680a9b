/** The stages of a `mediaPipeline`, in the order in which they are shown. */
export const STAGES = ['ingest', 'thumbnails', 'audio', 'transcode'] as const;

export type StageName = (typeof STAGES)[number];

/** How a stage behaves when nothing is said about it. All durations are milliseconds. */
export interface StagePolicy {
  /** How many remote tasks may be paid for this stage, the first included. */
  readonly generations: number;
  /** Wait before the second generation. */
  readonly backoffMs: number;
  /** Each further wait is this much longer. */
  readonly backoffCoefficient: number;
  /** How long one worker waits for a remote task before another worker takes the wait over. Costs nothing remote. */
  readonly waitMs: number;
  /** How long the stage may take in all. Time spent parked or throttled does not count. */
  readonly deadlineMs: number;
}

const MINUTE_MS = 60_000;

export const DEFAULT_STAGE_POLICIES: Readonly<Record<StageName, StagePolicy>> = {
  ingest: policy({ waitMs: 10 * MINUTE_MS, deadlineMs: 120 * MINUTE_MS }),
  thumbnails: policy({ generations: 5, backoffMs: 2_000, waitMs: 2 * MINUTE_MS, deadlineMs: 30 * MINUTE_MS }),
  audio: policy({ waitMs: 15 * MINUTE_MS, deadlineMs: 120 * MINUTE_MS }),
  transcode: policy({ waitMs: 10 * MINUTE_MS, deadlineMs: 360 * MINUTE_MS }),
};

/** The kind of remote task behind each stage. */
export const STAGE_KINDS = {
  ingest: 'video',
  thumbnails: 'image',
  audio: 'audio',
  transcode: 'video',
} as const satisfies Record<StageName, RemoteKind>;

/** What each stage asks of the remote service when its options are not given. */
export const DEFAULT_STAGE_OPTIONS: Readonly<Record<StageName, Readonly<Record<string, unknown>>>> = {
  ingest: { format: 'mp4', quality: 'high' },
  thumbnails: { width: 640, format: 'webp', start: 2 },
  audio: { format: 'mp3', quality: 'high' },
  transcode: { width: 1280, format: 'mp4', codec: 'h264', quality: 'medium' },
};

export type RemoteKind = 'video' | 'audio' | 'image' | 'animation' | 'adaptive_video';

function policy(own: Partial<StagePolicy>): StagePolicy {
  return {
    generations: 3,
    backoffMs: 5_000,
    backoffCoefficient: 2,
    waitMs: 10 * MINUTE_MS,
    deadlineMs: 120 * MINUTE_MS,
    ...own,
  };
}
