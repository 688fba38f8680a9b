import type { MediaProbe } from './media-probe.js';
import type { AudioFormat } from './options/audio-options.js';
import type { Quality } from './options/shared-options.js';

interface Encoder {
  name: string;
  muxer: string;
}

const encoders: Record<AudioFormat, Encoder> = {
  mp3: { name: 'libmp3lame', muxer: 'mp3' },
  aac: { name: 'aac', muxer: 'adts' },
  ogg: { name: 'libvorbis', muxer: 'ogg' },
  opus: { name: 'libopus', muxer: 'opus' },
  wav: { name: 'pcm_s16le', muxer: 'wav' },
  flac: { name: 'flac', muxer: 'flac' },
};

/** Bits per second, mono or stereo. */
const bitrates: Record<Quality, number> = {
  very_low: 64_000,
  low: 96_000,
  medium: 128_000,
  high: 192_000,
  very_high: 256_000,
};

/** Above this, mono encoders refuse or cannot use the bits. */
const maxMonoBitrate = 192_000;
/** Below this, Vorbis refuses stereo. */
const minStereoBitrate = 64_000;

export interface AudioEncoding {
  format: AudioFormat;
  quality?: Quality | undefined;
  bitrate?: number | undefined;
  source: Pick<MediaProbe, 'channels' | 'sampleRate'>;
}

/**
 * Encoder, rate, channels and sample rate. More than two channels become stereo. Lossy formats get 44.1 or 48 kHz,
 * and the number of channels that the bitrate is good for, because outside of that encoders fail or ignore the bitrate.
 */
export function audioEncoderArgs({
  format,
  quality = 'medium',
  bitrate = bitrates[quality],
  source,
}: AudioEncoding): string[] {
  const encoder = ['-c:a', encoders[format].name];
  const channels = Math.min(2, source.channels ?? 2);
  if (format === 'wav' || format === 'flac') return [...encoder, '-ac', `${channels}`];
  const fitting = bitrate > maxMonoBitrate ? 2 : bitrate < minStereoBitrate ? 1 : channels;
  const rate = source.sampleRate === 44_100 && format !== 'opus' ? 44_100 : 48_000;
  return [...encoder, '-b:a', `${bitrate}`, '-ac', `${fitting}`, '-ar', `${rate}`];
}

export function audioMuxer(format: AudioFormat): string {
  return encoders[format].muxer;
}
