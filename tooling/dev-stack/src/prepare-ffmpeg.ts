import { Failure } from './failure.ts';
import { findOnPath } from './find-on-path.ts';
import { runStep } from './run-step.ts';
import { findMediaTool } from './tools.ts';

const HELP =
  "Install ffmpeg with your system's package manager (Debian and Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg), or set FFMPEG_PATH and FFPROBE_PATH, then call ./dev again.";

/** ffmpeg and ffprobe: found, or installed where that needs no question. */
export async function prepareFfmpeg(): Promise<void> {
  if (present()) return;
  const apt = findOnPath('apt-get');
  const brew = findOnPath('brew');
  if (apt !== undefined && process.getuid?.() === 0) await installByApt(apt);
  else if (brew !== undefined) await installByHomebrew(brew);
  if (!present())
    throw new Failure(
      `There is no ffmpeg and ffprobe on this machine, and installing them needs you. ${HELP}`,
    );
}

function present(): boolean {
  return findMediaTool('ffmpeg') !== undefined && findMediaTool('ffprobe') !== undefined;
}

async function installByApt(apt: string): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runStep({
    title: 'reading the package lists, to install ffmpeg (a few seconds)',
    name: 'apt-update',
    command: apt,
    args: ['-q', 'update'],
    env,
    advice: HELP,
  });
  await runStep({
    title: 'installing ffmpeg with apt (about a minute, once)',
    name: 'ffmpeg',
    command: apt,
    args: ['-q', '-y', '--no-install-recommends', 'install', 'ffmpeg'],
    env,
    advice: HELP,
  });
}

async function installByHomebrew(brew: string): Promise<void> {
  await runStep({
    title: 'installing ffmpeg with Homebrew (a few minutes, once)',
    name: 'ffmpeg',
    command: brew,
    args: ['install', 'ffmpeg'],
    env: { HOMEBREW_NO_ASK: '1' },
    advice: HELP,
  });
}
