import { describe, expect, it } from 'vitest';
import { pictureVariants } from './hls-variants.js';

const sizes = (width: number, height: number): string[] =>
  pictureVariants({ width, height }, 30).map((variant) => `${variant.width ?? 0}x${variant.height ?? 0}`);

describe('pictureVariants', () => {
  it('begins with the frame and steps down the usual heights, at most four', () => {
    expect(sizes(1920, 1080)).toEqual(['1920x1080', '1280x720', '852x480', '640x360']);
    expect(sizes(768, 432)).toEqual(['768x432', '426x240', '256x144']);
  });

  it('gives even a small frame a second variant', () => {
    expect(sizes(160, 90)).toEqual(['160x90', '80x44']);
  });

  it('gives each variant a name and a bitrate of its own, falling', () => {
    const variants = pictureVariants({ width: 1280, height: 720 }, null);
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
    const bitrates = variants.map(({ bitrate }) => bitrate);
    expect(bitrates).toEqual([...bitrates].sort((a, b) => b - a));
    expect(new Set(bitrates).size).toBe(bitrates.length);
  });
});
