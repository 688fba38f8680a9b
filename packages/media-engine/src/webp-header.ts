import { readFile } from 'node:fs/promises';

export interface WebpHeader {
  width: number;
  height: number;
  frames: number;
  durationSeconds: number;
}

/**
 * The canvas and timing of an animated WebP, which ffmpeg writes but cannot read.
 * Reads the file whole: the duration is the sum over all frames. Null if it is not an animated WebP.
 */
export async function readAnimatedWebp(file: string): Promise<WebpHeader | null> {
  const bytes = await readFile(file);
  if (bytes.toString('latin1', 12, 16) !== 'VP8X' || bytes.length < 30) return null;
  let frames = 0;
  let durationMs = 0;
  // Chunks: 4 bytes name, 4 bytes length, content padded to an even length. ANMF holds its duration at byte 12.
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'ANMF' && at + 23 <= bytes.length) {
      frames += 1;
      durationMs += bytes.readUIntLE(at + 20, 3);
    }
    at += 8 + length + (length % 2);
  }
  if (frames === 0) return null;
  return {
    width: bytes.readUIntLE(24, 3) + 1,
    height: bytes.readUIntLE(27, 3) + 1,
    frames,
    durationSeconds: durationMs / 1000,
  };
}
