import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaEngine } from './media-engine.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine();
let media: TestMedia;
let both: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
});
afterAll(() => media.remove());

/** A JPEG whose Exif block says that the camera was held upright (orientation 6). */
async function turnedPhoto(): Promise<string> {
  const jpeg = await readFile(await media.make('still.jpg', clips.still));
  const orientation = '49492a0008000000' + '0100' + '1201' + '0300' + '01000000' + '06000000' + '00000000';
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from(orientation, 'hex')]);
  const header = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return media.write('turned.jpg', Buffer.concat([jpeg.subarray(0, 2), header, exif, jpeg.subarray(2)]));
}

describe('probe', () => {
  it('says what a video holds', async () => {
    expect(await engine.probe(both)).toMatchObject({
      ...{ format: 'mp4', kind: 'video', width: 160, height: 90, fps: 10, hasVideo: true, hasAudio: true },
      ...{ codecs: { video: 'h264', audio: 'aac' }, sampleRate: 44_100, channels: 1, coverArt: null },
      ...{ durationSeconds: expect.closeTo(2, 1) as number, sizeBytes: (await readFile(both)).length },
    });
  });

  it.each([
    ['mov', clips.both.replace('-f mp4', '-f mov'), 'mov'],
    ['mkv', clips.both.replace('-movflags +faststart -f mp4', '-f matroska'), 'matroska'],
    ['ts', clips.both.replace('-movflags +faststart -f mp4', '-f mpegts'), 'mpegts'],
    ['mp3', clips.sound, 'mp3'],
    ['wav', '-f lavfi -i sine=d=1 -f wav', 'wav'],
    ['flac', '-f lavfi -i sine=d=1 -f flac', 'flac'],
    ['opus', '-f lavfi -i sine=d=1 -c:a libopus -f opus', 'opus'],
    ['jpg', clips.still, 'jpeg'],
    ['bmp', clips.still.replace('mjpeg', 'bmp'), 'bmp'],
  ])('names the format whatever the file is called: %s', async (extension, args, format) => {
    expect((await engine.probe(await media.make(`named.${extension}`, args))).format).toBe(format);
    expect((await engine.probe(await media.make(`a%d*.${extension}.txt`, args))).format).toBe(format);
  });

  it('has no duration and no rate for a still image', async () => {
    const probe = await engine.probe(await media.make('one.jpg', clips.still));
    expect(probe).toMatchObject({ kind: 'image', durationSeconds: null, fps: null, width: 160, height: 90 });
  });

  it('keeps cover art apart from pictures', async () => {
    const probe = await engine.probe(await media.make('covered.mp3', clips.covered));
    expect(probe).toMatchObject({ kind: 'audio', hasVideo: false, hasAudio: true, width: null });
    expect(probe.coverArt).toEqual({ codec: 'mjpeg', width: 64, height: 64 });
  });

  it('gives the size as shown: turned pictures and pixels that are not square', async () => {
    expect(await engine.probe(await turnedPhoto())).toMatchObject({ width: 90, height: 160, rotation: 90 });
    await media.make('turned.mp4', `-i ${both} -metadata:s:v:0 rotate=90 -c copy -f mp4`);
    expect(await engine.probe(media.at('turned.mp4'))).toMatchObject({ width: 90, height: 160 });
    await media.make('wide.mp4', clips.picture.replace('-c:v', '-vf setsar=2 -c:v'));
    expect(await engine.probe(media.at('wide.mp4'))).toMatchObject({ width: 320, height: 90 });
  });

  it('refuses what is not media, with the reason of ffprobe', async () => {
    const html = await media.write('page.mp4', '<!doctype html><html><body>Not found</body></html>');
    const headless = await media.cut('headless.mp4', await media.make('tail.mp4', clips.picture), 1000);
    const noise = await media.write('noise.mp3', Buffer.from('0123456789'.repeat(5000)));
    for (const file of [html, headless, noise])
      expect(await engineErrorOf(engine.probe(file))).toMatchObject({ code: 'notMedia' });
    expect((await engineErrorOf(engine.probe(headless))).stderrTail.join('\n')).toContain(
      'moov atom not found',
    );
  });

  it('refuses what is empty or cannot be had', async () => {
    await mkdir(media.at('folder'), { recursive: true });
    expect((await engineErrorOf(engine.probe(await media.write('empty.mp4', '')))).code).toBe('emptyInput');
    expect((await engineErrorOf(engine.probe(media.at('missing.mp4')))).code).toBe('inputUnavailable');
    expect((await engineErrorOf(engine.probe(media.at('folder')))).code).toBe('inputUnavailable');
    expect((await engineErrorOf(engine.probe('/dev/zero'))).code).toBe('inputUnavailable');
  });

  it('takes a name that looks like an option, a protocol or a URL as a path', async () => {
    for (const name of ['-i', 'concat:x', 'a:b?c=d.mp4', "it's $(id) \u00fc.mp4"]) {
      await media.write(name, await readFile(both));
      expect((await engine.probe(media.at(name))).format).toBe('mp4');
    }
  });

  it('never follows a playlist, whatever it is called', async () => {
    const lists = {
      'a.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${both}\n#EXT-X-ENDLIST\n`,
      'b.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:${both}\n#EXT-X-ENDLIST\n`,
      'c.txt': `ffconcat version 1.0\nfile '${both}'\n`,
    };
    for (const [name, text] of Object.entries(lists)) {
      const error = await engineErrorOf(engine.probe(await media.write(name, text)));
      expect(error).toMatchObject({ code: 'unsupported', option: 'input' });
    }
  });

  it('does not let a list through that only ffmpeg recognises', async () => {
    const dash = `<?xml version="1.0"?><!-- x --><MPD profiles="urn:mpeg:dash:profile:isoff-live:2011"><BaseURL>file:${both}</BaseURL></MPD>`;
    const error = await engineErrorOf(engine.probe(await media.write('hidden.mpd', dash)));
    expect(error.code).toBe('notMedia');
    expect(error.stderrTail.join()).toContain('not on whitelist');
  });
});

describe('probe of an address', () => {
  let server: Server;
  let origin: string;
  let requests = 0;
  beforeAll(async () => {
    const body = await readFile(both);
    server = createServer((request, response) => {
      requests += 1;
      if (request.url?.startsWith('/both.mp4'))
        response.writeHead(200, { 'content-length': body.length }).end(body);
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is refused unless allowed, without a request and without showing the query', async () => {
    const error = await engineErrorOf(engine.probe(`${origin}/both.mp4?signature=SECRET`));
    expect(error).toMatchObject({ code: 'unsupported', option: 'input', allowed: 'file' });
    expect(error.message).not.toContain('SECRET');
    expect(requests).toBe(0);
  });

  it('works where allowed, and local files are then refused', async () => {
    const remote = createMediaEngine({ allowedProtocols: ['http'] });
    expect((await remote.probe(`${origin}/both.mp4`)).format).toBe('mp4');
    const missing = await engineErrorOf(remote.probe(`${origin}/no.mp4?signature=SECRET`));
    expect(missing.code).toBe('inputUnavailable');
    expect(missing.message + missing.stderrTail.join()).not.toContain('SECRET');
    expect((await engineErrorOf(remote.probe(both))).code).toBe('unsupported');
  });
});
