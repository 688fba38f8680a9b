import { EngineError } from './engine-error.js';
import { runProcess } from './run-process.js';
import { withScope, type RunScope } from './run-scope.js';
import type { EngineSettings } from './settings.js';

export interface EngineCheck {
  ffmpegVersion: string;
  ffprobeVersion: string;
  /** Names as ffmpeg knows them: libx264, libopus … Video and audio. */
  encoders: string[];
}

/** Asks both programs who they are. Fails with `engineMissing`, saying what to install. */
export async function checkEngine(
  settings: EngineSettings,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<EngineCheck> {
  const { ffmpegPath, ffprobePath, timeoutMs } = settings;
  return withScope({ signal, timeoutMs, subject: 'Checking ffmpeg' }, async (scope) => {
    const run = { settings, scope };
    const ffmpegVersion = versionIn(await ask(ffmpegPath, ['-version'], run), ffmpegPath);
    const ffprobeVersion = versionIn(await ask(ffprobePath, ['-version'], run), ffprobePath);
    return {
      ffmpegVersion,
      ffprobeVersion,
      encoders: encodersIn(await ask(ffmpegPath, ['-hide_banner', '-encoders'], run)),
    };
  });
}

async function ask(
  command: string,
  args: readonly string[],
  { settings, scope }: { settings: EngineSettings; scope: RunScope },
): Promise<string> {
  let answer = '';
  const { exitCode, stderrTail } = await runProcess({
    command,
    args,
    signal: scope.signal,
    killGraceMs: settings.killGraceMs,
    onStdout: (text) => {
      answer += text;
    },
  });
  if (exitCode === 0) return answer;
  const message = `${command} ${args.join(' ')} does not work: ${stderrTail.at(-1) ?? 'no reason given'}. Install ffmpeg again.`;
  throw new EngineError('engineMissing', message, { stderrTail });
}

function versionIn(answer: string, command: string): string {
  const version = /^ff(?:mpeg|probe) version (\S+)/.exec(answer)?.[1];
  if (version !== undefined) return version;
  throw new EngineError(
    'engineMissing',
    `${command} is not ffmpeg or ffprobe. Check ffmpegPath and ffprobePath.`,
  );
}

function encodersIn(answer: string): string[] {
  return [...answer.matchAll(/^ [VA][A-Z.]{5} (\w[\w-]*) /gm)].map(([, name = '']) => name);
}
