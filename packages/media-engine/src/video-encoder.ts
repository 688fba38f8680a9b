import type { Quality } from './options/shared-options.js';
import type { VideoCodec } from './options/video-options.js';

interface Encoder {
  name: string;
  /** Constant quality: lower is better. The scales differ per encoder. */
  crf: Record<Quality, number>;
  /** What trades time for size: fast ones, for many files at a time on few cores. */
  speed: readonly string[];
}

const encoders: Record<VideoCodec, Encoder> = {
  h264: {
    name: 'libx264',
    crf: { very_low: 34, low: 29, medium: 24, high: 20, very_high: 17 },
    speed: ['-preset', 'veryfast'],
  },
  h265: {
    name: 'libx265',
    crf: { very_low: 37, low: 32, medium: 27, high: 23, very_high: 19 },
    speed: ['-preset', 'superfast'],
  },
  vp9: {
    name: 'libvpx-vp9',
    crf: { very_low: 48, low: 42, medium: 36, high: 31, very_high: 25 },
    speed: ['-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
  },
  av1: {
    name: 'libsvtav1',
    crf: { very_low: 55, low: 48, medium: 40, high: 33, very_high: 26 },
    speed: ['-preset', '10'],
  },
};

export interface VideoEncoding {
  codec: VideoCodec;
  quality?: Quality | undefined;
  bitrate?: number | undefined;
  threads: number | null;
}

/** Encoder, rate and speed. A bitrate alone is the average; beside a quality it is the ceiling. */
export function videoEncoderArgs(encoding: VideoEncoding): string[] {
  const { name, speed } = encoders[encoding.codec];
  return ['-c:v', name, ...speed, ...rateArgs(encoding), '-pix_fmt', 'yuv420p', ...privateArgs(encoding)];
}

function rateArgs({ codec, quality, bitrate }: VideoEncoding): string[] {
  const crf = ['-crf', `${encoders[codec].crf[quality ?? 'medium']}`];
  // libvpx reads its constant quality only beside a target bitrate; 0 is "no ceiling".
  if (bitrate === undefined) return codec === 'vp9' ? [...crf, '-b:v', '0'] : crf;
  if (codec === 'vp9') return quality === undefined ? ['-b:v', `${bitrate}`] : [...crf, '-b:v', `${bitrate}`];
  if (quality !== undefined) return [...crf, '-maxrate', `${bitrate}`, '-bufsize', `${bitrate * 2}`];
  if (codec === 'av1') return ['-b:v', `${bitrate}`];
  return ['-b:v', `${bitrate}`, '-maxrate', `${Math.round(bitrate * 1.5)}`, '-bufsize', `${bitrate * 2}`];
}

/** What each encoder calls its threads and its silence, and the tag Apple players ask of H.265. */
function privateArgs({ codec, threads }: VideoEncoding): string[] {
  const general = threads === null ? [] : ['-threads', `${threads}`];
  if (codec === 'h265') {
    const pools = threads === null ? '' : `:pools=${threads}`;
    return [...general, '-x265-params', `log-level=error${pools}`, '-tag:v', 'hvc1'];
  }
  if (codec === 'av1') return threads === null ? [] : ['-svtav1-params', `lp=${threads}`];
  return general;
}
