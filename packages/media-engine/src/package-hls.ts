import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './atomic-output.js';
import {
  commonOutputArgs,
  withSource,
  type EncodedFile,
  type EncodeJob,
  type PlanContext,
} from './encode-file.js';
import { EngineError } from './engine-error.js';
import { runFfmpeg } from './ffmpeg.js';
import { probeFile } from './ffprobe.js';
import { contentTypeOf } from './formats.js';
import { planFrame } from './geometry.js';
import { hlsArgs, masterName, type HlsRequest } from './hls-args.js';
import { pictureVariants, soundVariants, type HlsVariant } from './hls-variants.js';
import type { MediaProbe } from './media-probe.js';
import { parseAdaptiveVideoOptions, type AdaptiveVideoOptions } from './options/adaptive-video-options.js';
import type { EngineSettings } from './settings.js';
import { requireMovingPicture } from './source-checks.js';
import { planTrim, startPastEnd } from './trim.js';

/** A folder with a master playlist, a playlist per variant and their segments. `path` is the master playlist. */
export interface HlsPackage extends EncodedFile {
  /** Absolute path of the folder; it holds `files` and nothing else. */
  directory: string;
  files: PackagedFile[];
  /** Largest first. */
  variants: HlsVariant[];
}

export interface PackagedFile {
  /** Absolute. */
  path: string;
  /** Inside the folder, as playlists refer to it. */
  name: string;
  bytes: number;
  contentType: string;
}

/** Makes an HLS package; of sound alone if there is no picture. `output` is a folder, replaced as a whole. */
export async function packageHls(
  engine: EngineSettings,
  job: EncodeJob<AdaptiveVideoOptions>,
): Promise<HlsPackage> {
  const options = parseAdaptiveVideoOptions(job.options);
  const directory = path.resolve(job.output);
  return withSource(engine, job, async (context) => {
    const { input, settings, scope } = context;
    const { inputArgs, expectedSeconds } = planTrim(options, context.source.durationSeconds);
    const request = planPackage(options, context);
    return writeAtomically(directory, scope.signal, async (target) => {
      await mkdir(target);
      const outputArgs = [...commonOutputArgs, ...hlsArgs(request)];
      const run = { input, inputArgs, outputArgs, target, cwd: target, output: directory, expectedSeconds };
      await runFfmpeg({ ...run, onProgress: job.onProgress }, settings, scope);
      return describePackage(
        { target, directory, start: options.start ?? 0, variants: [...request.variants] },
        context,
      );
    });
  });
}

function planPackage(options: AdaptiveVideoOptions, context: PlanContext): HlsRequest {
  const { source, settings } = context;
  const shared = { source, quality: options.quality, threads: settings.threads };
  const sizes = ['width', 'height', 'fit', 'position', 'background'] as const;
  const asksForPicture = sizes.some((name) => options[name] !== undefined);
  if (!source.hasVideo && !asksForPicture) return { ...shared, variants: soundVariants(), filters: [] };
  const { frame, filters } = planFrame({ options, source: requireMovingPicture(context), evenSides: true });
  return { ...shared, variants: pictureVariants(frame, source.fps), filters };
}

interface MadePackage {
  target: string;
  directory: string;
  start: number;
  variants: HlsVariant[];
}

async function describePackage(
  { target, directory, start, variants }: MadePackage,
  context: PlanContext,
): Promise<HlsPackage> {
  const names = (await readdir(target)).sort();
  const largest = `${variants[0]?.name ?? ''}.m3u8`;
  if (!names.includes(masterName) || !names.includes(largest)) {
    if (start > 0) throw startPastEnd(start);
    throw new EngineError(
      'failed',
      `ffmpeg made no playlist for ${directory}: nothing could be read from the input.`,
    );
  }
  const files = await Promise.all(names.map((name) => describeFile(target, { directory, name })));
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  const probe = await probePackage(path.join(target, largest), bytes, context);
  const master = path.join(directory, masterName);
  return { path: master, bytes, contentType: contentTypeOf('hls'), probe, directory, files, variants };
}

async function describeFile(
  target: string,
  place: { directory: string; name: string },
): Promise<PackagedFile> {
  const { directory, name } = place;
  const { size } = await stat(path.join(target, name));
  const contentType = contentTypeOf(name.endsWith('.m3u8') ? 'hls' : 'mpegts');
  return { path: path.join(directory, name), name, bytes: size, contentType };
}

/** A playlist is never opened by ffprobe: its first segment tells the codecs, the playlist itself the length. */
async function probePackage(
  playlist: string,
  bytes: number,
  { settings, scope }: PlanContext,
): Promise<MediaProbe> {
  const lines = (await readFile(playlist, 'utf8')).split('\n');
  const seconds = lines
    .filter((line) => line.startsWith('#EXTINF:'))
    .reduce((total, line) => total + Number.parseFloat(line.slice('#EXTINF:'.length)), 0);
  const first = lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const probe = await probeFile(path.join(path.dirname(playlist), first), settings, scope);
  const durationSeconds = Math.round(seconds * 1000) / 1000;
  return { ...probe, format: 'hls', durationSeconds, sizeBytes: bytes, bitrate: null };
}
