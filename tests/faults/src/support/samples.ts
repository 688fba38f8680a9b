import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTestVideo, tools } from '@org/dev-stack';
import { afterAll, beforeAll } from 'vitest';

/** A folder with what a user may hand in, made by ffmpeg before the tests of a file and removed after them. */
export function useSamples(): { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fault-samples-'));
  beforeAll(() => makeSamples(folder));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder };
}

async function makeSamples(folder: string): Promise<void> {
  const path = (name: string): string => join(folder, name);
  const ffmpeg = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(tools().ffmpeg, ['-nostdin', '-loglevel', 'error', '-y', ...args]);
  await makeTestVideo({ path: path('video.mp4'), seconds: 3, size: '320x180' });
  await ffmpeg('-i', path('video.mp4'), '-vn', '-c', 'copy', path('sound.m4a'));
  await ffmpeg('-i', path('video.mp4'), '-an', '-c', 'copy', path('picture.mp4'));
  await ffmpeg('-i', path('video.mp4'), '-c', 'copy', path('index-last.mp4'));
  // With its index at the end, half of a file says nothing of what it is; else it announces more than it holds.
  cut(path('index-last.mp4'), path('index-lost.mp4'));
  cut(path('video.mp4'), path('cut-short.mp4'));
  writeFileSync(path('empty.mp4'), '');
  writeFileSync(path('text.mp4'), 'This is no video, whatever its name says.\n'.repeat(500));
}

function cut(from: string, to: string): void {
  const whole = readFileSync(from);
  writeFileSync(to, whole.subarray(0, whole.length / 2));
}
