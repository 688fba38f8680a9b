/** The bytes to send; `end` is included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header against a size.
 *
 * Several ranges, other units and nonsense are ignored, as RFC 9110 allows: the whole file is sent.
 * @returns null for the whole file, `unsatisfiable` for 416
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Number(last);
    return length === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
