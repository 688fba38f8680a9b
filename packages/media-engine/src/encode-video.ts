import { audioEncoderArgs } from './audio-encoder.js';
import {
  encodeFile,
  type EncodedFile,
  type EncodeJob,
  type EncodePlan,
  type PlanContext,
} from './encode-file.js';
import { EngineError } from './engine-error.js';
import { planFrame, type Frame } from './geometry.js';
import { refusal } from './options/rules.js';
import {
  parseVideoOptions,
  pictureOptionsIn,
  videoCodecOf,
  type VideoOptions,
} from './options/video-options.js';
import type { EngineSettings } from './settings.js';
import { requireMovingPicture } from './source-checks.js';
import { planTrim } from './trim.js';
import { videoEncoderArgs } from './video-encoder.js';

/** SVT-AV1 refuses less. */
const minAv1Side = 64;

/** Encodes a video. Sound without a picture gives a file with sound alone, unless an option asks for a picture. */
export async function encodeVideo(
  engine: EngineSettings,
  job: EncodeJob<VideoOptions>,
): Promise<EncodedFile> {
  const options = parseVideoOptions(job.options);
  return encodeFile(engine, job, (context) => planVideo(options, context));
}

function planVideo(options: VideoOptions, context: PlanContext): EncodePlan {
  const { source, input } = context;
  const trim = planTrim(options, source.durationSeconds);
  const shared = { ...trim, start: options.start ?? 0 };
  if (source.hasVideo) {
    const outputArgs = [
      ...pictureArgs(options, context),
      ...soundArgs(options, context),
      ...muxerArgs(options),
    ];
    return { ...shared, outputArgs };
  }
  const asked = pictureOptionsIn(options);
  if (asked.length > 0) {
    const message = `${input.name} has no picture (cover art does not count), and ${asked.join(', ')} ask for one. Leave them out for a file with sound alone.`;
    throw new EngineError('noPicture', message);
  }
  return { ...shared, outputArgs: [...soundArgs(options, context), ...muxerArgs(options)] };
}

function pictureArgs(options: VideoOptions, context: PlanContext): string[] {
  const source = requireMovingPicture(context);
  const { frame, filters } = planFrame({ options, source, evenSides: true });
  const codec = videoCodecOf(options);
  if (codec === 'av1') requireAv1Size(frame);
  const rate = options.fps === undefined ? [] : [`fps=${options.fps}`];
  const { quality, bitrate } = options;
  const encoder = videoEncoderArgs({ codec, quality, bitrate, threads: context.settings.threads });
  return ['-map', '0:V:0', '-vf', [...rate, ...filters].join(','), ...encoder];
}

function requireAv1Size({ width, height }: Frame): void {
  if (width >= minAv1Side && height >= minAv1Side) return;
  const why = `av1 cannot encode ${width}x${height}`;
  throw refusal('optionOutOfRange', 'codec', {
    why,
    allowed: `av1 from ${minAv1Side}x${minAv1Side}, or another codec`,
  });
}

function soundArgs({ format, quality }: VideoOptions, { source }: PlanContext): string[] {
  if (!source.hasAudio) return [];
  const encoding = { format: format === 'webm' ? 'opus' : 'aac', quality, source } as const;
  return ['-map', '0:a:0', ...audioEncoderArgs(encoding)];
}

/** The index goes to the front, so that a player can begin before the whole file has come. */
function muxerArgs({ format = 'mp4' }: VideoOptions): string[] {
  return format === 'webm' ? ['-f', 'webm'] : ['-movflags', '+faststart', '-f', format];
}
