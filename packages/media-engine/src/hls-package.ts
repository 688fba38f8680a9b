import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { diskFull } from './atomic-output.js';
import type { EncodedFile, PlanContext } from './encode-file.js';
import { EngineError } from './engine-error.js';
import { probeFile } from './ffprobe.js';
import { contentTypeOf } from './formats.js';
import { masterName } from './hls-args.js';
import type { HlsVariant } from './hls-variants.js';
import type { MediaProbe } from './media-probe.js';
import { startPastEnd } from './trim.js';

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

export interface MadePackage {
  /** Where the files are now. */
  target: string;
  /** Where they will be. */
  directory: string;
  /** Seconds; to explain that nothing came out. */
  start: number;
  variants: HlsVariant[];
}

/** Size of every packet of a transport stream, in bytes: a file that is no multiple of it was not written whole. */
const packetBytes = 188;
/** With less room than this a disk counts as full, in bytes. */
const noRoomBytes = 1024 * 1024;

/** Checks that a package is complete and says what is in it. */
export async function describePackage(made: MadePackage, context: PlanContext): Promise<HlsPackage> {
  const { target, directory, start, variants } = made;
  const files = await listFiles(made);
  const largest = `${variants[0]?.name ?? ''}.m3u8`;
  if (!files.some(({ name }) => name === largest)) {
    if (start > 0) throw startPastEnd(start);
    throw new EngineError(
      'failed',
      `ffmpeg made no playlist for ${directory}: nothing could be read from the input.`,
    );
  }
  await requireComplete(made, files);
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  const probe = await probePackage(path.join(target, largest), bytes, context);
  const master = path.join(directory, masterName);
  return { path: master, bytes, contentType: contentTypeOf('hls'), probe, directory, files, variants };
}

async function listFiles({ target, directory }: MadePackage): Promise<PackagedFile[]> {
  const names = (await readdir(target)).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size } = await stat(path.join(target, name));
      const contentType = contentTypeOf(name.endsWith('.m3u8') ? 'hls' : 'mpegts');
      return { path: path.join(directory, name), name, bytes: size, contentType };
    }),
  );
}

/** ffmpeg's HLS muxer says nothing and exits with 0 when the disk is full. */
async function requireComplete(
  { target, directory, variants }: MadePackage,
  files: PackagedFile[],
): Promise<void> {
  const segments = files.filter(({ name }) => name.endsWith('.ts'));
  const playlists = await Promise.all(
    variants.map(({ name }) => readFile(path.join(target, `${name}.m3u8`), 'utf8').catch(() => '')),
  );
  const whole =
    files.some(({ name, bytes }) => name === masterName && bytes > 0) &&
    segments.every(({ bytes }) => bytes > 0 && bytes % packetBytes === 0) &&
    playlists.every((text) => text.trimEnd().endsWith('#EXT-X-ENDLIST'));
  if (whole) return;
  const { bavail, bsize } = await statfs(target);
  if (bavail * bsize < noRoomBytes) throw diskFull(directory);
  throw new EngineError(
    'failed',
    `ffmpeg did not write all of ${directory}. Look at the disk, then try again.`,
  );
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
