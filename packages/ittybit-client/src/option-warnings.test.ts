import { describe, expect, it } from 'vitest';
import { optionWarnings } from './option-warnings.js';

const input = 'https://example.com/a.mov';

describe('optionWarnings', () => {
  it('names a codec that does not go into the container, the default one included', () => {
    expect(optionWarnings({ input, kind: 'video', options: { codec: 'vp9' } })).toEqual([
      'options.codec vp9 does not go into options.format mp4: use webm.',
    ]);
    expect(optionWarnings({ input, kind: 'video', options: { codec: 'h264', format: 'webm' } })).toHaveLength(
      1,
    );
  });

  it('has nothing to say about what works', () => {
    expect(optionWarnings({ input, kind: 'video', options: { codec: 'av1', format: 'webm' } })).toEqual([]);
    expect(optionWarnings({ input, kind: 'audio' })).toEqual([]);
    expect(optionWarnings({ input, kind: 'image', options: { fit: 'contain', background: '#fff' } })).toEqual(
      [],
    );
  });

  it('names a background that cannot show and an animation without an end', () => {
    expect(optionWarnings({ input, kind: 'animation', options: { background: '#fff' } })).toEqual([
      expect.stringContaining('options.background'),
      expect.stringContaining('options.end'),
    ]);
  });
});
