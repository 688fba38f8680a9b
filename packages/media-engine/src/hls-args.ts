import { audioEncoderArgs } from './audio-encoder.js';
import { scaleTo } from './geometry.js';
import type { HlsVariant } from './hls-variants.js';
import type { MediaProbe } from './media-probe.js';
import type { Quality } from './options/shared-options.js';
import { videoEncoderArgs } from './video-encoder.js';

export const masterName = 'master.m3u8';
const segmentSeconds = 4;

export interface HlsRequest {
  variants: readonly HlsVariant[];
  /** Filters that make the largest variant's frame; empty for sound alone. */
  filters: readonly string[];
  source: MediaProbe;
  quality: Quality | undefined;
  threads: number | null;
}

/** Arguments that write a package into the current folder: names with a percent sign in a path would be patterns. */
export function hlsArgs(request: HlsRequest): string[] {
  return [...(request.source.hasVideo ? pictureArgs(request) : soundArgs(request)), ...muxerArgs(request)];
}

function pictureArgs({ variants, filters, source, quality, threads }: HlsRequest): string[] {
  const outs = variants.map((_, index) => `[s${index}]`).join('');
  const scaled = variants.map(({ width, height }, index) => {
    const size = scaleTo({ width: width ?? 2, height: height ?? 2 });
    return `[s${index}]${size},setsar=1[v${index}]`;
  });
  const graph = [`[0:V:0]${filters.join(',')},split=${variants.length}${outs}`, ...scaled].join(';');
  const maps = variants.flatMap((_, index) => [
    ...['-map', `[v${index}]`],
    ...(source.hasAudio ? ['-map', '0:a:0'] : []),
  ]);
  const ceilings = variants.flatMap(({ bitrate }, index) => [
    ...[`-maxrate:v:${index}`, `${bitrate}`, `-bufsize:v:${index}`, `${bitrate * 2}`],
  ]);
  // Key frames at the same times in every variant, or a player cannot switch between them.
  const keyFrames = ['-force_key_frames', `expr:gte(t,n_forced*${segmentSeconds})`, '-sc_threshold', '0'];
  const sound = source.hasAudio ? audioEncoderArgs({ format: 'aac', quality, source }) : [];
  const encoder = videoEncoderArgs({ codec: 'h264', quality, threads });
  return ['-filter_complex', graph, ...maps, ...encoder, ...ceilings, ...keyFrames, ...sound];
}

function soundArgs({ variants, source }: HlsRequest): string[] {
  const maps = variants.flatMap(() => ['-map', '0:a:0']);
  const rates = variants.flatMap(({ bitrate }, index) => [`-b:a:${index}`, `${bitrate}`]);
  return [...maps, ...audioEncoderArgs({ format: 'aac', source }), ...rates];
}

function muxerArgs({ variants, source }: HlsRequest): string[] {
  const streams = variants.map(({ name }, index) => {
    const picture = source.hasVideo ? [`v:${index}`] : [];
    const sound = source.hasAudio ? [`a:${index}`] : [];
    return [...picture, ...sound, `name:${name}`].join(',');
  });
  return [
    ...['-f', 'hls', '-hls_time', `${segmentSeconds}`, '-hls_playlist_type', 'vod'],
    ...['-hls_flags', 'independent_segments', '-hls_segment_filename', '%v_%05d.ts'],
    ...['-master_pl_name', masterName, '-var_stream_map', streams.join(' '), '%v.m3u8'],
  ];
}
