import { diskFull } from './atomic-output.js';
import { EngineError } from './engine-error.js';
import type { MediaInput } from './input.js';

/** What lines of stderr, also forgotten ones, gave away. */
export interface StderrSigns {
  diskFull: boolean;
  /** The file says that more should follow than there is. ffmpeg takes that for the end and exits with 0. */
  inputCutShort: boolean;
  inputUnreadable: boolean;
  /** Name of an encoder that this build of ffmpeg does not have. */
  missingEncoder: string | null;
}

export function createStderrSigns(): { signs: StderrSigns; read(line: string): void } {
  const signs: StderrSigns = {
    diskFull: false,
    inputCutShort: false,
    inputUnreadable: false,
    missingEncoder: null,
  };
  return {
    signs,
    read(line) {
      signs.diskFull ||= /No space left on device|Disk quota exceeded/.test(line);
      signs.inputCutShort ||= /: partial file$|File ended prematurely/.test(line);
      signs.inputUnreadable ||=
        /moov atom not found|Could not find codec parameters|Format not on whitelist/.test(line);
      signs.missingEncoder ??= /Unknown encoder '([^']+)'/.exec(line)?.[1] ?? null;
    },
  };
}

export interface FfmpegExit {
  exitCode: number | null;
  exitSignal: NodeJS.Signals | null;
  stderrTail: string[];
  signs: StderrSigns;
}

/** ffmpeg's exit code when more frames failed to decode than it tolerates. */
const tooManyDecodeErrors = 69;

/** The error for a run of ffmpeg, or null if it did what it was asked. */
export function ffmpegFailure(
  exit: FfmpegExit,
  run: { input: MediaInput; output: string },
): EngineError | null {
  const { exitCode, exitSignal, stderrTail, signs } = exit;
  const { name } = run.input;
  if (signs.diskFull) return diskFull(run.output, { stderrTail });
  if (signs.inputCutShort) {
    const message = `${name} is cut short: it announces more than it holds. Upload or download it again.`;
    return new EngineError('notMedia', message, { stderrTail });
  }
  if (exitCode === 0) return null;
  if (signs.missingEncoder !== null) {
    const message = `This ffmpeg has no encoder ${signs.missingEncoder}. Install a build with it, or ask for another codec.`;
    return new EngineError('engineMissing', message, { stderrTail });
  }
  if (exitCode === tooManyDecodeErrors || signs.inputUnreadable) return inputFailure(run.input, stderrTail);
  const how = exitCode === null ? `was ended by ${exitSignal ?? 'a signal'}` : `exited with ${exitCode}`;
  const last = stderrTail.at(-1) ?? 'it wrote no reason';
  return new EngineError('failed', `ffmpeg ${how} on ${name}: ${last}`, { stderrTail });
}

/** The error for an input that could not be opened or read as media. */
export function inputFailure(input: MediaInput, stderrTail: readonly string[]): EngineError {
  const unreachable =
    /Server returned|HTTP error|Connection (refused|timed out|reset)|Failed to resolve|Network is/;
  if (input.localPath === null && stderrTail.some((line) => unreachable.test(line))) {
    const message = `The input ${input.name} is not available: ${stderrTail.at(-1) ?? ''}`;
    return new EngineError('inputUnavailable', message, { stderrTail });
  }
  const message =
    `${input.name} cannot be read as media: it is of another kind, damaged or incomplete. ` +
    `Check that it is audio, video or an image and was uploaded completely.`;
  return new EngineError('notMedia', message, { stderrTail });
}
