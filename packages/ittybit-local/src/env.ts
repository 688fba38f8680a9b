/** What the program reads from the environment; keys come from here and never from the command line. */
export interface Env {
  /** Key that is taken; without it one is made and kept in the data directory. */
  apiKey: string | undefined;
  ffmpegPath: string | undefined;
  ffprobePath: string | undefined;
}

export function readEnv(env: NodeJS.ProcessEnv = process.env): Env {
  return {
    apiKey: nonEmpty(env['ITTYBIT_LOCAL_API_KEY']),
    ffmpegPath: nonEmpty(env['FFMPEG_PATH']),
    ffprobePath: nonEmpty(env['FFPROBE_PATH']),
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
