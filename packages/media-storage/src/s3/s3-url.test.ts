import { describe, expect, it } from 'vitest';
import { parseS3Url, s3PlaceHolds, type S3Place } from './s3-url.js';

describe('parseS3Url', () => {
  it.each([
    ['s3://films/a/b.mp4', { bucket: 'films', key: 'a/b.mp4' }],
    ['s3://films', { bucket: 'films', key: '' }],
    ['s3://films/a%20b', { bucket: 'films', key: 'a%20b' }],
    ['https://films/a', undefined],
    ['s3://ab/a', undefined],
    ['s3://films/a?versionId=1', undefined],
  ])('reads %s', (url, place) => {
    expect(parseS3Url(url)).toEqual(place);
  });
});

describe('s3PlaceHolds', () => {
  it.each([
    ['s3://films', 's3://films/a', true],
    ['s3://films/in/', 's3://films/in/a', true],
    ['s3://films/in', 's3://films/in', true],
    ['s3://films/in', 's3://films', false],
    ['s3://films/in', 's3://films/inner', false],
    ['s3://films', 's3://other/a', false],
  ])('%s holds %s: %s', (outer, inner, is) => {
    expect(s3PlaceHolds(placeOf(outer), placeOf(inner))).toBe(is);
  });
});

function placeOf(url: string): S3Place {
  const place = parseS3Url(url);
  if (!place) throw new Error(`${url} names no place`);
  return place;
}
