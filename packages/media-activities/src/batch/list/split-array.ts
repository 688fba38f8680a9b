import { badInput } from '../../activity-error.js';
import type { RawRecord } from './list-entry.js';
import { createRecordBuffer } from './record-buffer.js';

const [LINE_FEED, QUOTE, COMMA, BACKSLASH] = [0x0a, 0x22, 0x2c, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

type Place = 'before' | 'between' | 'element' | 'after';

export interface ArraySplitter {
  /** Read to its end before the next `push`. */
  readonly push: (chunk: Uint8Array) => Iterable<RawRecord>;
  /** Throws `BadInput` when the array is not closed. */
  readonly end: () => void;
}

/**
 * Cuts a JSON array into its elements, by brackets and quotation marks alone: what an element holds is for others to
 * parse, so that one that is broken, or too long to keep, costs no other.
 */
export function createArraySplitter(): ArraySplitter {
  const buffer = createRecordBuffer();
  let place: Place = 'before';
  let [line, first, depth] = [1, 1, 0];
  let [inText, escaped] = [false, false];

  /** Whether the byte ends the element that is open. */
  function endsElement(byte: number): boolean {
    if (escaped) escaped = false;
    else if (inText && byte === BACKSLASH) escaped = true;
    else if (byte === QUOTE) inText = !inText;
    else if (inText) {
      if (byte === LINE_FEED) throw badInput(`line ${line}: a text is not closed: put a " at its end`);
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (depth === 0) return byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    return false;
  }

  /** Between elements; true when one begins. */
  function beginsElement(byte: number): boolean {
    if (place === 'before') {
      if (byte !== OPEN_ARRAY)
        throw badInput('a JSON list begins with [: give the format jsonl or csv if it is that');
      place = 'between';
    } else if (place === 'after') {
      throw badInput(`line ${line}: something follows the end of the array: put all items into one array`);
    } else if (byte === CLOSE_ARRAY) place = 'after';
    else if (byte === CLOSE_OBJECT) throw badInput(`line ${line}: a } closes nothing: remove it`);
    else if (byte !== COMMA) {
      place = 'element';
      first = line;
      return true;
    }
    return false;
  }

  return {
    *push(chunk) {
      let from = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at] ?? 0;
        if (place !== 'element') {
          if (!isSpace(byte) && beginsElement(byte)) from = at;
        }
        if (place === 'element' && endsElement(byte)) {
          buffer.add(chunk.subarray(from, at));
          yield { line: first, lastLine: line, bytes: buffer.take() };
          place = 'between';
          beginsElement(byte);
        }
        if (byte === LINE_FEED) line += 1;
      }
      if (place === 'element') buffer.add(chunk.subarray(from));
    },
    end: () => {
      if (place === 'after') return;
      throw badInput(
        `the JSON array is not closed: the list was cut off in line ${line}. Give the whole list`,
      );
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}
