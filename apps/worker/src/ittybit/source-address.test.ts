import { parseS3Url } from '@org/media-storage';
import { describe, expect, it } from 'vitest';
import { createSourceAddress } from './source-address.js';

const SIGNED = { signedAt: 1_700_000_000_000 };

const addressOf = createSourceAddress({
  places: ['s3://films', 's3://shared/in'].flatMap((url) => parseS3Url(url) ?? []),
  openBucket: (bucket) => ({
    presignGet: async (key, { signedAt = 0, expiresInSeconds }) =>
      `https://${bucket}.test/${key}?at=${signedAt}&for=${expiresInSeconds}`,
  }),
});

describe('createSourceAddress', () => {
  it('presigns what lies in a place of ours, for a day from the time given', async () => {
    const address = await addressOf('s3://films/new/one.mp4', SIGNED);
    expect(address).toBe('https://films.test/new/one.mp4?at=1700000000000&for=86400');
    expect(await addressOf('s3://shared/in/two.mp4', SIGNED)).toContain('https://shared.test/in/two.mp4?');
  });

  it.each([
    's3://shared/inner/two.mp4',
    's3://shared/out/two.mp4',
    's3://shared',
    's3://elsewhere/in/two.mp4',
    'https://films.test/one.mp4?own=1',
  ])('leaves %s as it is', async (source) => {
    expect(await addressOf(source, SIGNED)).toBe(source);
  });
});
