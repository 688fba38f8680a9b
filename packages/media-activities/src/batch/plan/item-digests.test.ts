import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.js';
import { createItemDigests, EMPTY_DIGESTS_BYTES } from './item-digests.js';

const digestOf = (value: unknown): string => hash('sha256', String(value), 'hex');

describe('createItemDigests', () => {
  it.each([1, 2, 3])('finds the first of each repetition, as a map does (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const digests = createItemDigests();
    const firsts = new Map<number, number>();
    for (let index = 0; index < 60_000; index++) {
      const value = Math.floor(random() * 40_000);
      const seen = firsts.get(value);
      if (digests.add(digestOf(value), index) !== seen) expect.fail(`${value} at index ${index}`);
      if (seen === undefined) firsts.set(value, index);
    }
    expect(firsts.size).toBeGreaterThan(30_000);
  });

  it('tells apart what differs in one of its three words, in one segment', () => {
    const digests = createItemDigests();
    const words = ['00000000', '00000100', 'ffffff00'];
    const all = words.flatMap((a) => words.flatMap((b) => words.map((c) => `${a}${b}${c}`)));
    for (const [index, digest] of all.entries()) expect(digests.add(digest, index)).toBeUndefined();
    for (const [index, digest] of all.entries()) expect(digests.add(digest, 1_000)).toBe(index);
  });

  it('finds all of the digests that crowd into one segment', () => {
    const digests = createItemDigests();
    const digest = (number: number): string => `0000000000000007${number.toString(16).padStart(8, '0')}`;
    for (let number = 0; number < 2_000; number++)
      expect(digests.add(digest(number), number)).toBeUndefined();
    for (let number = 0; number < 2_000; number++) expect(digests.add(digest(number), 0)).toBe(number);
  });

  it('never takes more than 32 bytes per item beyond its constant, at whatever size it is looked at', () => {
    const digests = createItemDigests();
    for (let index = 0; index < 100_000; index++) {
      digests.add(digestOf(index), index);
      const allowed = 32 * (index + 1) + EMPTY_DIGESTS_BYTES;
      if (digests.peakBytes() > allowed) expect.fail(`${digests.peakBytes()} bytes for ${index + 1} items`);
    }
    expect(digests.peakBytes()).toBeGreaterThan(16 * 100_000);
  });

  it('holds indices up to 2 ** 32 - 2 and refuses those beyond', () => {
    const digests = createItemDigests();
    digests.add(digestOf('a'), 2 ** 32 - 2);
    expect(digests.add(digestOf('a'), 0)).toBe(2 ** 32 - 2);
    expect(() => digests.add(digestOf('b'), 2 ** 32 - 1)).toThrow(RangeError);
  });
});
