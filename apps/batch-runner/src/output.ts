import { styleText } from 'node:util';
import { redact, redactText } from '@org/media-control';

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

/** Where a command prints: answers go to `out` (stdout), news on the way to `err` (stderr). */
export interface Output {
  /** True when the caller asked for one JSON object on the last line of stdout. */
  readonly json: boolean;
  /** True when a block on stderr can be rewritten in place. */
  readonly live: boolean;
  /** Columns of the terminal on stderr. */
  readonly columns: number;
  /** Prints a line of the readable answer; nothing with `--json`. */
  readonly say: (line: string) => void;
  /** Prints a line of news on stderr. */
  readonly note: (line: string) => void;
  /** Writes to stderr as it is, for blocks that are rewritten. */
  readonly raw: (text: string) => void;
  /** Prints the answer as one JSON line; nothing without `--json`. Keys in `whole` are not redacted. */
  readonly answer: (value: Record<string, unknown>, whole?: readonly string[]) => void;
  readonly style: (style: Style, text: string) => string;
}

/** Where a text tells a person to call us, as in "batch-runner pipeline why". */
const ADVICE =
  /\bbatch-runner(?= (?:pipeline|doctor|orphans|plan|run|status|follow|pause|resume|cancel|set-concurrency|set-spend-cap|why|redrive|verify|list)\b)/g;

/** URLs in everything printed lose their query part, except in the parts of an answer that are asked for whole. */
export function createOutput({ json, stdout, stderr, program = 'batch-runner' }: OutputOptions): Output {
  const shown = (text: string): string => redactText(text).replaceAll(ADVICE, program);
  return {
    json,
    live: stderr.isTTY,
    columns: stderr.columns || 100,
    say: (line) => {
      if (!json) stdout.write(`${shown(line)}\n`);
    },
    note: (line) => {
      stderr.write(`${shown(line)}\n`);
    },
    raw: (text) => {
      stderr.write(shown(text));
    },
    answer: (value, whole = []) => {
      if (json) stdout.write(`${JSON.stringify(redactExcept(value, whole))}\n`);
    },
    // NO_COLOR, FORCE_COLOR and pipes are respected by Node itself.
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** How a person calls us. Default `batch-runner`. */
  readonly program?: string;
}

function redactExcept(value: Record<string, unknown>, whole: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, whole.includes(key) ? inner : redact(inner)]),
  );
}
