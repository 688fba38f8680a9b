import { NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { presignedUntil } from './presigned.js';

describe('presignedUntil', () => {
  it.each([
    'https://s3.test/a.mp4?X-Amz-Date=20260101T120000Z&X-Amz-Expires=3600&X-Amz-Signature=abc',
    'https://s3.test/a.mp4?x-amz-expires=3600&x-amz-date=20260101T120000Z',
    'https://storage.test/a.mp4?X-Goog-Date=20260101T120000Z&X-Goog-Expires=3600',
  ])('reads when %s expires', (url) => {
    expect(presignedUntil(url)).toBe(NOON + 3_600_000);
  });
  it.each([
    'https://in.test/a.mp4',
    'https://in.test/a.mp4?v=2',
    's3://bucket/a.mp4',
    'https://in.test/a.mp4?X-Amz-Date=yesterday&X-Amz-Expires=3600',
    'https://in.test/a.mp4?X-Amz-Date=20260101T120000Z&X-Amz-Expires=soon',
  ])('finds none in %s', (url) => {
    expect(presignedUntil(url)).toBeUndefined();
  });
});
