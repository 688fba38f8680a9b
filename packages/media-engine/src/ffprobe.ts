import { EngineError } from './engine-error.js';
import { inputFailure } from './failure.js';
import { isImageFormat } from './formats.js';
import { openInput, type MediaInput } from './input.js';
import { readProbe, type FfprobeOutput, type MediaProbe } from './media-probe.js';
import { runProcess } from './run-process.js';
import type { RunScope } from './run-scope.js';
import type { EngineSettings } from './settings.js';
import { readAnimatedWebp } from './webp-header.js';

/** Far above what the entries asked for need; a file with a million streams must not fill memory. */
const maxAnswerLength = 1024 * 1024;

const entries = [
  'format=format_name,duration,bit_rate,size,probe_score',
  'format_tags=major_brand',
  'stream=codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,sample_rate,channels,duration',
  'stream_disposition=attached_pic',
  'stream_side_data=rotation',
].join(':');

/** Asks ffprobe what a file holds. */
export async function probeInput(
  input: MediaInput,
  settings: EngineSettings,
  scope: RunScope,
): Promise<MediaProbe> {
  const webp = await probeAnimatedWebp(input);
  if (webp !== null) return webp;
  const image = input.sniff.format !== null && isImageFormat(input.sniff.format);
  const args = ['-show_entries', image ? `${entries}:frame_side_data=rotation` : entries];
  const firstFrame = image ? ['-read_intervals', '%+#1'] : [];
  const answer = await askFfprobe(input, [...args, ...firstFrame], { settings, scope });
  return readProbe(JSON.parse(answer) as FfprobeOutput, input);
}

/** Opens and probes a file of our own making. */
export async function probeFile(
  file: string,
  settings: EngineSettings,
  scope: RunScope,
): Promise<MediaProbe> {
  const local: EngineSettings = { ...settings, allowedProtocols: ['file'] };
  return probeInput(await openInput(file, local), local, scope);
}

/**
 * Time of the last frame of the picture at or before `seconds`: seeking to a later one, still inside the file,
 * gives no frame at all. Null if there is none within ten seconds.
 */
export async function lastFrameTime(
  input: MediaInput,
  seconds: number,
  run: { settings: EngineSettings; scope: RunScope },
): Promise<number | null> {
  const interval = `${Math.max(0, seconds - 10)}%${seconds + 1}`;
  const args = ['-select_streams', 'V:0', '-read_intervals', interval, '-show_entries', 'packet=pts_time'];
  const answer = JSON.parse(await askFfprobe(input, args, run)) as { packets?: { pts_time?: string }[] };
  const times = (answer.packets ?? []).map((packet) => Number(packet.pts_time));
  const earlier = times.filter((time) => Number.isFinite(time) && time <= seconds);
  return earlier.length === 0 ? null : Math.max(...earlier);
}

async function askFfprobe(
  input: MediaInput,
  args: readonly string[],
  { settings, scope }: { settings: EngineSettings; scope: RunScope },
): Promise<string> {
  let answer = '';
  const exit = await runProcess({
    command: settings.ffprobePath,
    args: ['-hide_banner', '-loglevel', 'error', '-of', 'json=compact=1', ...args, ...input.args],
    signal: scope.signal,
    killGraceMs: settings.killGraceMs,
    onStdout: (text) => {
      answer += text;
      if (answer.length <= maxAnswerLength) return;
      answer = '';
      scope.stop(new EngineError('notMedia', `${input.name} describes more streams than can be read.`));
    },
  });
  if (exit.exitCode === 0) return answer;
  throw inputFailure(input, exit.stderrTail);
}

async function probeAnimatedWebp({ localPath, sizeBytes, sniff }: MediaInput): Promise<MediaProbe | null> {
  if (localPath === null || sniff.format !== 'webp' || !sniff.animated) return null;
  const header = await readAnimatedWebp(localPath);
  if (header === null) return null;
  const { width, height, frames, durationSeconds } = header;
  return {
    format: 'webp',
    kind: 'image',
    durationSeconds,
    width,
    height,
    fps: durationSeconds > 0 ? Math.round((frames / durationSeconds) * 1000) / 1000 : null,
    sizeBytes: sizeBytes ?? 0,
    bitrate: durationSeconds > 0 ? Math.round(((sizeBytes ?? 0) * 8) / durationSeconds) : null,
    codecs: { video: 'webp' },
    hasVideo: true,
    hasAudio: false,
    coverArt: null,
    sampleRate: null,
    channels: null,
  };
}
