/**
 * The whole environment handed to ffmpeg and ffprobe. Proxies, credentials and FFREPORT (which writes a log
 * file) stay outside; the names kept are those a program needs to be found and loaded.
 */
export function childEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { LC_ALL: 'C', SVT_LOG: '1' };
  for (const name of ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
