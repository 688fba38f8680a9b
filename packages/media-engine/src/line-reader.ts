/** A line longer than this is cut, so that output without line ends cannot grow memory. */
const maxLineLength = 500;

/** Feeds chunks of text in, hands whole lines out, and keeps at most one cut line in memory. */
export function createLineReader(onLine: (line: string) => void): {
  write(chunk: string): void;
  end(): void;
} {
  let rest = '';
  const emit = (line: string): void => {
    if (line !== '') onLine(line);
  };
  return {
    write(chunk) {
      const lines = chunk.split(/\r\n|\n|\r/);
      lines[0] = rest + (lines[0] ?? '');
      rest = (lines.pop() ?? '').slice(0, maxLineLength);
      for (const line of lines) emit(line.slice(0, maxLineLength));
    },
    end() {
      emit(rest);
      rest = '';
    },
  };
}
