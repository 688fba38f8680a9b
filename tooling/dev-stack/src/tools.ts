import { resolve } from 'node:path';
import { Failure } from './failure.ts';
import { findOnPath, isExecutable } from './find-on-path.ts';
import { binDir } from './paths.ts';

export interface Tools {
  readonly temporal: string;
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/** Where ./dev puts the Temporal server when the machine has none. */
export const preparedTemporal = resolve(binDir, 'temporal');

/** The programs a stack needs: from the environment, then PATH, then what ./dev prepared. Installs nothing. */
export function tools(): Tools {
  return { temporal: temporalTool(), ffmpeg: mediaTool('ffmpeg'), ffprobe: mediaTool('ffprobe') };
}

export function temporalTool(): string {
  const set = fromEnvironment('TEMPORAL_CLI_PATH');
  const found =
    set ?? (isExecutable(preparedTemporal) ? preparedTemporal : undefined) ?? findOnPath('temporal');
  if (found === undefined)
    throw new Failure(
      'There is no Temporal server: neither TEMPORAL_CLI_PATH, nor .dev/bin/temporal, nor `temporal` on PATH. `./dev up` finds or builds one.',
    );
  return found;
}

export function mediaTool(name: 'ffmpeg' | 'ffprobe'): string {
  const found = findMediaTool(name);
  if (found === undefined)
    throw new Failure(
      `There is no ${name}: neither ${variableOf(name)} nor PATH has it. Install ffmpeg, or set ${variableOf(name)}.`,
    );
  return found;
}

export function findMediaTool(name: 'ffmpeg' | 'ffprobe'): string | undefined {
  return fromEnvironment(variableOf(name)) ?? findOnPath(name);
}

function variableOf(name: 'ffmpeg' | 'ffprobe'): string {
  return `${name.toUpperCase()}_PATH`;
}

function fromEnvironment(variable: string): string | undefined {
  const path = process.env[variable];
  if (path === undefined || path === '') return undefined;
  if (!isExecutable(path))
    throw new Failure(`${variable} is ${path}, which is not an executable file. Correct it, or unset it.`);
  return path;
}
