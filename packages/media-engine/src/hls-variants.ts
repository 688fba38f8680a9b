import { roundEven, type Frame } from './geometry.js';

export interface HlsVariant {
  /** Unique in the package, and the beginning of its files' names: "720p", "128k". */
  name: string;
  /** Null for sound alone. */
  width: number | null;
  height: number | null;
  /** Bits per second at most, of the picture or, for sound alone, of the sound. */
  bitrate: number;
}

const heights = [2160, 1440, 1080, 720, 480, 360, 240, 144];
const maxVariants = 4;
/** A variant that is nearly as large as the one above only costs. */
const minStep = 0.8;

/** The largest variant is the frame itself; those below have the usual heights, and there are at least two. */
export function pictureVariants(frame: Frame, fps: number | null): HlsVariant[] {
  const lower = heights.filter((height) => height <= frame.height * minStep);
  const chosen = lower.length > 0 ? lower : [frame.height / 2];
  const sizes = chosen.slice(0, maxVariants - 1).map((height) => ({
    width: roundEven((frame.width * height) / frame.height),
    height: roundEven(height),
  }));
  return [frame, ...sizes]
    .filter(({ height }, index, all) => all.findIndex((other) => other.height === height) === index)
    .map((size) => ({ name: `${size.height}p`, ...size, bitrate: ceilingOf(size, fps ?? 30) }));
}

export function soundVariants(): HlsVariant[] {
  return [128_000, 64_000].map((bitrate) => ({
    name: `${bitrate / 1000}k`,
    width: null,
    height: null,
    bitrate,
  }));
}

/** A tenth of a bit per pixel is plenty for H.264; players choose a variant by this number, so it always differs. */
function ceilingOf({ width, height }: Frame, fps: number): number {
  return Math.round(100_000 + width * height * Math.min(fps, 60) * 0.1);
}
