import { MAX_RECORD_BYTES } from './list-entry.js';

/** Gathers the pieces of one record, and forgets them as soon as they are too many. */
export interface RecordBuffer {
  readonly add: (piece: Uint8Array) => void;
  readonly isEmpty: () => boolean;
  /** The whole record, or undefined when it was too long; the next one begins. */
  readonly take: () => Uint8Array | undefined;
}

export function createRecordBuffer(): RecordBuffer {
  let pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  return {
    add: (piece) => {
      sizeBytes += piece.byteLength;
      if (sizeBytes > MAX_RECORD_BYTES) pieces = [];
      else if (piece.byteLength > 0) pieces.push(piece);
    },
    isEmpty: () => sizeBytes === 0,
    take: () => {
      const [first] = pieces;
      const whole = pieces.length === 1 && first ? first : Buffer.concat(pieces);
      const taken = sizeBytes > MAX_RECORD_BYTES ? undefined : whole;
      pieces = [];
      sizeBytes = 0;
      return taken;
    },
  };
}
