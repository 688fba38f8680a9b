import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestVideo } from './make-test-video.ts';
import { mediaTool } from './tools.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'video-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('makeTestVideo', () => {
  it('makes a short mp4 with picture and sound, and nothing beside it', async () => {
    const path = join(folder, 'in/a.mp4');
    await makeTestVideo({ path, seconds: 2, size: '320x180' });
    const facts = execFileSync(
      mediaTool('ffprobe'),
      ['-v', 'error', '-show_entries', 'stream=codec_type,width:format=duration', '-of', 'csv', path],
      { encoding: 'utf8' },
    );
    expect(facts).toMatch(/stream,video,320/);
    expect(facts).toMatch(/stream,audio/);
    expect(facts).toMatch(/format,2\.\d+/);
    expect(readdirSync(join(folder, 'in'))).toEqual(['a.mp4']);
  });

  it('says what ffmpeg said when it fails', async () => {
    await expect(makeTestVideo({ path: join(folder, 'a.mp4'), size: 'huge' })).rejects.toThrow(
      /could not make the test video.*huge/s,
    );
  });
});
