import { EngineError } from './engine-error.js';
import { isImageFormat } from './formats.js';
import type { Sniff } from './sniff.js';

/** What a file holds. */
export interface MediaProbe {
  /** One name per format: mp4, mov, webm, matroska, mp3, aac, ogg, opus, wav, flac, jpeg, png, webp, avif, gif … */
  format: string;
  /** `image` for image formats, animated ones too; else `video` with a picture, `audio` without. */
  kind: 'video' | 'audio' | 'image';
  /** Null for still images, and where the file does not say. */
  durationSeconds: number | null;
  /** Pixels as shown: after rotation and with square pixels. Null without a picture. */
  width: number | null;
  height: number | null;
  /** Frames per second on average; null for still images. */
  fps: number | null;
  /** 0 only for an http(s) input whose server does not say. */
  sizeBytes: number;
  /** Bits per second of the whole file. */
  bitrate: number | null;
  codecs: { video?: string; audio?: string };
  /** Clockwise degrees (90, 180, 270) a player turns the stored picture; absent when it does not. */
  rotation?: number;
  /** There is a picture, moving or still. Attached cover art does not count. */
  hasVideo: boolean;
  hasAudio: boolean;
  /** A picture attached to sound, such as an album cover. */
  coverArt: { codec: string; width: number; height: number } | null;
  /** Of the sound; null without. */
  sampleRate: number | null;
  channels: number | null;
}

interface FfprobeStream {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  sample_rate?: string;
  channels?: number;
  duration?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

/** The part of ffprobe's JSON that is asked for. */
export interface FfprobeOutput {
  format?: {
    format_name?: string;
    duration?: string;
    bit_rate?: string;
    size?: string;
    probe_score?: number;
    tags?: { major_brand?: string };
  };
  streams?: FfprobeStream[];
  /** The first frame, asked for in images: a camera writes there how to turn the picture. */
  frames?: Frame[];
}

export interface ProbeSource {
  name: string;
  sizeBytes: number | null;
  sniff: Sniff;
}

/** Turns ffprobe's answer into a MediaProbe. Fails with `notMedia` if there is neither picture nor sound. */
export function readProbe(output: FfprobeOutput, source: ProbeSource): MediaProbe {
  const streams = output.streams ?? [];
  const pictures = streams.filter((stream) => stream.codec_type === 'video' && (stream.width ?? 0) > 0);
  const picture = pictures.find((stream) => stream.disposition?.attached_pic !== 1);
  const cover = pictures.find((stream) => stream.disposition?.attached_pic === 1);
  const sound = streams.find((stream) => stream.codec_type === 'audio' && stream.codec_name !== undefined);
  // ffprobe calls nearly any bytes mp3 or mpeg with a score near 0. A forced demuxer has no score.
  const guessed = source.sniff.demuxer === null && (output.format?.probe_score ?? 100) <= 5;
  if (guessed || (picture === undefined && sound === undefined)) {
    throw new EngineError('notMedia', `${source.name} holds neither a picture nor sound that can be read.`);
  }
  const format = formatOf(output, source.sniff, { picture, sound });
  const image = isImageFormat(format);
  const seconds = positive(output.format?.duration);
  const moving = !image || source.sniff.animated;
  return {
    format,
    kind: image ? 'image' : picture === undefined ? 'audio' : 'video',
    durationSeconds: moving ? seconds : null,
    ...shownSize(picture, output.frames?.[0]),
    fps: moving && picture !== undefined ? rateOf(picture) : null,
    sizeBytes: source.sizeBytes ?? positive(output.format?.size) ?? 0,
    bitrate: moving ? positive(output.format?.bit_rate) : null,
    codecs: {
      ...(picture?.codec_name === undefined ? {} : { video: picture.codec_name }),
      ...(sound?.codec_name === undefined ? {} : { audio: sound.codec_name }),
    },
    hasVideo: picture !== undefined,
    hasAudio: sound !== undefined,
    coverArt: coverOf(cover),
    sampleRate: positive(sound?.sample_rate),
    channels: sound?.channels ?? null,
  };
}

function coverOf(stream: FfprobeStream | undefined): MediaProbe['coverArt'] {
  if (stream === undefined) return null;
  return { codec: stream.codec_name ?? 'unknown', width: stream.width ?? 0, height: stream.height ?? 0 };
}

type Streams = Record<'picture' | 'sound', FfprobeStream | undefined>;

function formatOf({ format }: FfprobeOutput, sniffed: Sniff, { picture, sound }: Streams): string {
  const name = format?.format_name ?? 'unknown';
  if (name.startsWith('mov,')) return formatOfBrand(format?.tags?.major_brand ?? '');
  if (name.startsWith('matroska')) return sniffed.format ?? webmOrMatroska({ picture, sound });
  if (name === 'ogg') return picture === undefined && sound?.codec_name === 'opus' ? 'opus' : 'ogg';
  if (name === 'image2' || name === 'jpeg_pipe') return imageOfCodec(picture?.codec_name ?? '');
  return name.replace(/_pipe$/, '').replace(/^apng$/, 'png');
}

function formatOfBrand(brand: string): string {
  if (brand.startsWith('qt')) return 'mov';
  if (/^avi[fs]/.test(brand)) return 'avif';
  if (/^(hei|hev|mif1|msf1)/.test(brand)) return 'heic';
  return brand.startsWith('3g') ? '3gp' : 'mp4';
}

function webmOrMatroska({ picture, sound }: Streams): string {
  const webm = ['vp8', 'vp9', 'av1', 'opus', 'vorbis', undefined];
  return webm.includes(picture?.codec_name) && webm.includes(sound?.codec_name) ? 'webm' : 'matroska';
}

function imageOfCodec(codec: string): string {
  return codec === 'mjpeg' ? 'jpeg' : codec;
}

type Frame = Pick<FfprobeStream, 'side_data_list'>;
type ShownSize = Pick<MediaProbe, 'width' | 'height' | 'rotation'>;

function shownSize(picture: FfprobeStream | undefined, firstFrame: Frame | undefined): ShownSize {
  if (picture === undefined) return { width: null, height: null };
  const width = Math.round((picture.width ?? 0) * ratioOf(picture.sample_aspect_ratio));
  const height = picture.height ?? 0;
  const rotation = rotationIn(picture) ?? (firstFrame && rotationIn(firstFrame)) ?? 0;
  if (rotation === 0) return { width, height };
  return rotation === 180 ? { width, height, rotation } : { width: height, height: width, rotation };
}

/** ffprobe counts counter-clockwise. */
function rotationIn({ side_data_list: sideData }: Frame): number | undefined {
  const counterClockwise = sideData?.find((data) => data.rotation !== undefined)?.rotation;
  if (counterClockwise === undefined) return undefined;
  const quarter = -Math.round(counterClockwise / 90) * 90;
  return ((quarter % 360) + 360) % 360;
}

function ratioOf(text: string | undefined): number {
  const [over = NaN, under = NaN] = (text ?? '').split(':').map(Number);
  return over > 0 && under > 0 ? over / under : 1;
}

function rateOf({ avg_frame_rate: average, r_frame_rate: base }: FfprobeStream): number | null {
  for (const text of [average, base]) {
    const [frames = NaN, seconds = NaN] = (text ?? '').split('/').map(Number);
    if (frames > 0 && seconds > 0) return Math.round((frames / seconds) * 1000) / 1000;
  }
  return null;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return value > 0 ? value : null;
}
