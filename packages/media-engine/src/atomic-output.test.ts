import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from './atomic-output.js';
import { createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const never = new AbortController().signal;
let media: TestMedia;
beforeEach(async () => {
  media = await createTestMedia();
});
afterEach(() => media.remove());

describe('writeAtomically', () => {
  it('shows nothing at the final path before all is written, and replaces what was there', async () => {
    const target = await media.write('out.mp4', 'old');
    const result = await writeAtomically(target, never, async (temporary) => {
      await writeFile(temporary, 'new');
      expect(path.dirname(temporary)).toBe(media.folder);
      expect(await readFile(target, 'utf8')).toBe('old');
      return 7;
    });
    expect(result).toBe(7);
    expect(await readFile(target, 'utf8')).toBe('new');
    expect(await readdir(media.folder)).toEqual(['out.mp4']);
  });

  it('leaves nothing behind and the old content in place when writing fails', async () => {
    const target = await media.write('out.mp4', 'old');
    const failing = writeAtomically(target, never, async (temporary) => {
      await writeFile(temporary, 'half');
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(await readdir(media.folder)).toEqual(['out.mp4']);
    expect(await readFile(target, 'utf8')).toBe('old');
  });

  it('does not move into place what was aborted at the last moment', async () => {
    const controller = new AbortController();
    const late = writeAtomically(media.at('out.mp4'), controller.signal, async (temporary) => {
      await writeFile(temporary, 'all');
      controller.abort(new Error('too late'));
    });
    await expect(late).rejects.toThrow('too late');
    expect(await readdir(media.folder)).toEqual([]);
  });

  it('replaces a folder as a whole', async () => {
    const target = media.at('package');
    for (const name of ['a', 'b']) {
      await writeAtomically(target, never, async (temporary) => {
        await mkdir(temporary);
        await writeFile(path.join(temporary, name), name);
      });
    }
    expect(await readdir(target)).toEqual(['b']);
    expect(await readdir(media.folder)).toEqual(['package']);
  });

  it('says that the folder is missing', async () => {
    const error = await engineErrorOf(writeAtomically(media.at('no/out.mp4'), never, async () => 0));
    expect(error).toMatchObject({ code: 'failed' });
    expect(error.message).toContain('Create');
  });

  it('calls a full disk by its name', async () => {
    const full = writeAtomically(media.at('out.mp4'), never, async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
    expect((await engineErrorOf(full)).code).toBe('diskFull');
  });
});
