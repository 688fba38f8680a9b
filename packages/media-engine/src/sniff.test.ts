import { describe, expect, it } from 'vitest';
import { sniff } from './sniff.js';

describe('sniff', () => {
  it.each([
    ['#EXTM3U\n#EXT-X-VERSION:3\n'],
    ['\ufeff#EXTM3U\n'],
    ["ffconcat version 1.0\nfile 'a.mp4'\n"],
    ["file 'a.mp4'\nfile 'b.mp4'\n"],
    ['<?xml version="1.0"?>\n<MPD xmlns="x">'],
    ['v=0\no=- 0 0 IN IP4 127.0.0.1\n'],
    ['[playlist]\nFile1=x\n'],
  ])('knows a list of other files: %j', (text) => {
    expect(sniff(Buffer.from(text))).toMatchObject({ playlist: true, demuxer: null });
  });

  it('names the demuxer of what it knows, so that a name cannot choose another', () => {
    expect(sniff(Buffer.from('ffd8ffe0', 'hex'))).toMatchObject({ demuxer: 'jpeg_pipe', format: 'jpeg' });
    expect(sniff(Buffer.from('\0\0\0\x20ftypisom', 'latin1'))).toMatchObject({
      demuxer: 'mov',
      playlist: false,
    });
  });

  it('leaves the rest to ffmpeg', () => {
    expect(sniff(Buffer.from('plain text'))).toMatchObject({ demuxer: null, format: null, playlist: false });
    expect(sniff(Buffer.alloc(0))).toMatchObject({ demuxer: null, playlist: false });
  });
});
