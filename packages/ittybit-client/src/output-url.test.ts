import { describe, expect, it } from 'vitest';
import { outputUrl } from './output-url.js';

const URL_1 = 'https://store.ittybit.net/org/a.mp4';

describe('outputUrl', () => {
  it.each([
    ['output as a string', { output: URL_1 }],
    ['output.url', { output: { object: 'file', url: URL_1 } }],
    ['outputs[0].url', { outputs: [{ kind: 'video', url: URL_1 }, { url: 'https://second' }] }],
    ['outputs[0] as a string', { outputs: [URL_1] }],
    ['output_url', { output_url: URL_1 }],
  ])('finds %s', (_, raw) => {
    expect(outputUrl(raw)).toBe(URL_1);
  });

  it('prefers them in that order', () => {
    expect(outputUrl({ output: URL_1, outputs: [{ url: 'b' }], output_url: 'c' })).toBe(URL_1);
    expect(outputUrl({ output: null, outputs: [{ url: 'b' }], output_url: 'c' })).toBe('b');
  });

  it.each([
    null,
    {},
    { output: null },
    { output: '' },
    { output: {} },
    { outputs: [] },
    { output: 7 },
    'text',
  ])('answers null for %j', (raw) => {
    expect(outputUrl(raw)).toBeNull();
  });
});
