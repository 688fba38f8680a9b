import { checkEngine, type EngineCheck } from './check-engine.js';
import { encodeAnimation } from './encode-animation.js';
import type { EncodedFile, EncodeJob } from './encode-file.js';
import { encodeImage } from './encode-image.js';
import { encodeVideo } from './encode-video.js';
import { extractAudio } from './extract-audio.js';
import { probeInput } from './ffprobe.js';
import { openInput } from './input.js';
import type { MediaProbe } from './media-probe.js';
import type { AdaptiveVideoOptions } from './options/adaptive-video-options.js';
import type { AnimationOptions } from './options/animation-options.js';
import type { AudioOptions } from './options/audio-options.js';
import type { ImageOptions } from './options/image-options.js';
import type { VideoOptions } from './options/video-options.js';
import type { HlsPackage } from './hls-package.js';
import { packageHls } from './package-hls.js';
import { withScope, type RunOptions } from './run-scope.js';
import { resolveSettings, withRunLimits, type EngineSettings, type MediaEngineOptions } from './settings.js';

/** Every failure is an EngineError. Any number of operations may run at once: bounding them is the caller's. */
export interface MediaEngine {
  /** Fails with `engineMissing`, saying what to install. */
  check: (options?: { signal?: AbortSignal | undefined }) => Promise<EngineCheck>;
  /** Says what a file holds. Fails with `notMedia`, `emptyInput`, `inputUnavailable` or `unsupported` (a playlist). */
  probe: (input: string, options?: RunOptions) => Promise<MediaProbe>;
  /** Sound alone gives a file with sound alone, or `noPicture` if an option asks for a picture. */
  encodeVideo: (job: EncodeJob<VideoOptions>) => Promise<EncodedFile>;
  /** The first sound track; `noSound` without one. */
  extractAudio: (job: EncodeJob<AudioOptions>) => Promise<EncodedFile>;
  /** Of an image, a frame of a video, or the cover art of a sound file; `noPicture` without any. */
  encodeImage: (job: EncodeJob<ImageOptions>) => Promise<EncodedFile>;
  encodeAnimation: (job: EncodeJob<AnimationOptions>) => Promise<EncodedFile>;
  /** `output` is a folder. Sound alone gives a package with sound alone. */
  packageHls: (job: EncodeJob<AdaptiveVideoOptions>) => Promise<HlsPackage>;
}

export function createMediaEngine(options: MediaEngineOptions = {}): MediaEngine {
  const settings = resolveSettings(options);
  return {
    check: (checkOptions) => checkEngine(settings, checkOptions),
    probe: (input, runOptions) => probe(settings, input, runOptions),
    encodeVideo: (job) => encodeVideo(settings, job),
    extractAudio: (job) => extractAudio(settings, job),
    encodeImage: (job) => encodeImage(settings, job),
    encodeAnimation: (job) => encodeAnimation(settings, job),
    packageHls: (job) => packageHls(settings, job),
  };
}

async function probe(engine: EngineSettings, input: string, options: RunOptions = {}): Promise<MediaProbe> {
  const settings = withRunLimits(engine, options);
  const scope = { signal: options.signal, timeoutMs: settings.timeoutMs, subject: 'Probing' };
  return withScope(scope, async (running) => probeInput(await openInput(input, settings), settings, running));
}
