const FIRST_BYTES = 64 * 1024;

/**
 * Lines that wait for their page to be full, as bytes outside of the heap: a million strings that outlive a few
 * collections each would make the heap grow by a hundred MiB.
 */
export interface PageText {
  readonly add: (line: string) => void;
  readonly lines: () => number;
  /** The lines, each with its end; the next page begins. */
  readonly take: () => Buffer;
}

export function createPageText(): PageText {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let used = 0;
  let lines = 0;
  return {
    add: (line) => {
      // No UTF-16 unit takes more than three bytes of UTF-8.
      const needed = used + 3 * line.length + 1;
      if (needed > bytes.byteLength) bytes = Buffer.concat([bytes], Math.max(needed, 2 * bytes.byteLength));
      used += bytes.write(line, used);
      used += bytes.write('\n', used);
      lines += 1;
    },
    lines: () => lines,
    take: () => {
      const taken = bytes.subarray(0, used);
      bytes = Buffer.allocUnsafe(bytes.byteLength);
      used = 0;
      lines = 0;
      return taken;
    },
  };
}
