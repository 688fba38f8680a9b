import { clockTime } from '../picture/times.js';
import type { Output } from '../output.js';
import type { PipelineReading } from '../temporal/read-pipeline.js';
import { coarse, followLines } from './follow-lines.js';

/** Shows readings as they come. */
export interface FollowView {
  show(reading: PipelineReading): void;
  /** Something beside the pipeline itself, for example that Temporal is away. */
  tell(line: string): void;
}

/** One block that is rewritten on a terminal; elsewhere a line for each change. */
export function createFollowView(output: Output): FollowView {
  return output.live ? blockView(output) : lineView(output);
}

function lineView(output: Output): FollowView {
  let last: ReadonlyMap<string, string> = new Map();
  return {
    show: (reading) => {
      const lines = followLines(coarse(reading));
      for (const [key, line] of lines)
        if (last.get(key) !== line) output.note(`${clockTime(Date.now())} ${line}`);
      last = lines;
    },
    tell: (line) => {
      output.note(`${clockTime(Date.now())} ${line}`);
    },
  };
}

function blockView(output: Output): FollowView {
  let height = 0;
  return {
    show: (reading) => {
      // A line that wraps would take two rows, and the next rewrite would miss one.
      const lines = [...followLines(reading).values()].map((line) => cut(line, output.columns));
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
