import { clockTime, type PipelineReading } from '@org/media-control';
import type { Output } from '../output.js';
import { coarse, followLines } from './follow-lines.js';

/** Shows readings as they come. */
export interface FollowView<Reading> {
  show(reading: Reading): void;
  /** Something beside the work itself, for example that Temporal is away. */
  tell(line: string): void;
}

/** How a reading becomes lines. */
export interface Showing<Reading> {
  /** All lines, to be rewritten in place. */
  readonly block: (reading: Reading) => readonly string[];
  /** Lines by subject, for a log: a line is written when it differs from the last one of its subject. */
  readonly log: (reading: Reading) => ReadonlyMap<string, string>;
}

/** Shows a pipeline: one block that is rewritten on a terminal; elsewhere a line for each change. */
export function createFollowView(output: Output): FollowView<PipelineReading> {
  return createView(output, {
    block: (reading) => [...followLines(reading).values()],
    log: (reading) => followLines(coarse(reading)),
  });
}

export function createView<Reading>(output: Output, showing: Showing<Reading>): FollowView<Reading> {
  return output.live ? blockView(output, showing) : lineView(output, showing);
}

function lineView<Reading>(output: Output, { log }: Showing<Reading>): FollowView<Reading> {
  let last: ReadonlyMap<string, string> = new Map();
  return {
    show: (reading) => {
      const lines = log(reading);
      for (const [key, line] of lines)
        if (last.get(key) !== line) output.note(`${clockTime(Date.now())} ${line}`);
      last = lines;
    },
    tell: (line) => {
      output.note(`${clockTime(Date.now())} ${line}`);
    },
  };
}

function blockView<Reading>(output: Output, { block }: Showing<Reading>): FollowView<Reading> {
  let height = 0;
  return {
    show: (reading) => {
      // A line that wraps would take two rows, and the next rewrite would miss one.
      const lines = block(reading).map((line) => cut(line, output.columns));
      output.raw(`${eraseUp(height)}${lines.map((line) => `${line}\n`).join('')}`);
      height = lines.length;
    },
    tell: (line) => {
      output.note(line);
      height = 0;
    },
  };
}

function eraseUp(rows: number): string {
  return rows === 0 ? '' : `\u001b[${rows}A\u001b[J`;
}

function cut(line: string, columns: number): string {
  const flat = line.replaceAll(/\s*\n\s*/g, ' ');
  return flat.length < columns ? flat : `${flat.slice(0, Math.max(1, columns - 2))}…`;
}
