const SEGMENTS = 256;
/** Three words of the digest, and one for the index. */
const WORDS_PER_SLOT = 4;
const BYTES_PER_SLOT = 4 * WORDS_PER_SLOT;
const FIRST_SLOTS = 64;
const MAX_LOAD = 0.8;
const GROWTH = 1.5;
/** An index is kept plus one, in 32 bits, since 0 marks a free slot. */
const MAX_INDEX = 2 ** 32 - 2;

/** What every set takes before it holds anything. */
export const EMPTY_DIGESTS_BYTES = SEGMENTS * FIRST_SLOTS * BYTES_PER_SLOT;

/** Finds repetitions among many items by their digests. */
export interface ItemDigests {
  /** Index of the item that has the same digest, in hex; undefined when there was none and this one was added. */
  readonly add: (digest: string, index: number) => number | undefined;
  /** The most memory its tables ever took at one moment. */
  readonly peakBytes: () => number;
}

interface Segment {
  slots: Uint32Array;
  used: number;
}

/**
 * At most 32 bytes per item beyond {@link EMPTY_DIGESTS_BYTES}, also while it grows: a table between 53 % and 80 % full
 * takes 20 to 30 bytes per item, and only one of 256 tables is held twice at a time. 96 bits of a digest tell items
 * apart: for two of a million to meet by chance is less likely than 1 in 10^16.
 */
export function createItemDigests(): ItemDigests {
  const segments = Array.from({ length: SEGMENTS }, (): Segment => ({ slots: table(FIRST_SLOTS), used: 0 }));
  let bytes = EMPTY_DIGESTS_BYTES;
  let peak = bytes;

  function grow(segment: Segment): void {
    const grown = table(Math.ceil((segment.slots.length / WORDS_PER_SLOT) * GROWTH));
    bytes += grown.byteLength;
    peak = Math.max(peak, bytes);
    for (let at = 0; at < segment.slots.length; at += WORDS_PER_SLOT) {
      if (segment.slots[at + 3] === 0) continue;
      const entry = segment.slots.subarray(at, at + WORDS_PER_SLOT);
      grown.set(entry, placeOf(grown, entry));
    }
    bytes -= segment.slots.byteLength;
    segment.slots = grown;
  }

  return {
    add: (digest, index) => {
      if (index > MAX_INDEX) throw new RangeError(`index ${index} is beyond ${MAX_INDEX}`);
      const entry = entryOf(digest, index);
      const segment = segments[(entry[0] ?? 0) % SEGMENTS];
      if (!segment) throw new RangeError(`there is no table for ${digest}`);
      const place = placeOf(segment.slots, entry);
      const seen = segment.slots[place + 3] ?? 0;
      if (seen !== 0) return seen - 1;
      segment.slots.set(entry, place);
      segment.used += 1;
      if (segment.used * WORDS_PER_SLOT > MAX_LOAD * segment.slots.length) grow(segment);
      return undefined;
    },
    peakBytes: () => peak,
  };
}

function table(slots: number): Uint32Array {
  return new Uint32Array(slots * WORDS_PER_SLOT);
}

function entryOf(digest: string, index: number): Uint32Array {
  return Uint32Array.of(wordOf(digest, 0), wordOf(digest, 1), wordOf(digest, 2), index + 1);
}

function wordOf(digest: string, number: number): number {
  return parseInt(digest.slice(8 * number, 8 * number + 8), 16);
}

/** Where an entry is, or the free slot where it belongs. The second word starts the search: the first chose the table. */
function placeOf(slots: Uint32Array, entry: Uint32Array): number {
  let place = ((entry[1] ?? 0) % (slots.length / WORDS_PER_SLOT)) * WORDS_PER_SLOT;
  while (slots[place + 3] !== 0 && !isSame(slots, place, entry)) {
    place = (place + WORDS_PER_SLOT) % slots.length;
  }
  return place;
}

function isSame(slots: Uint32Array, place: number, entry: Uint32Array): boolean {
  return slots[place] === entry[0] && slots[place + 1] === entry[1] && slots[place + 2] === entry[2];
}
