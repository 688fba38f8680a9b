import type { MediaProbe } from '@org/media-engine';

export const OUTPUTS = ['ingested', 'thumbnail', 'audio', 'transcoded'] as const;
export type OutputName = (typeof OUTPUTS)[number];

/** What a probe must say of each output of a pipeline with default options. */
const EXPECTED: Readonly<Record<OutputName, Readonly<Record<string, unknown>>>> = {
  ingested: { format: 'mp4', hasVideo: true },
  thumbnail: { format: 'webp', width: 640 },
  audio: { format: 'mp3', hasAudio: true },
  transcoded: { format: 'mp4', width: 1280, videoCodec: 'h264' },
};

/** What is wrong with an output, in words; nothing if it is what it should be. */
export function checkOutput(name: OutputName, probe: MediaProbe): string | undefined {
  const facts: Record<string, unknown> = { ...probe, videoCodec: probe.codecs.video };
  const wrong = Object.entries(EXPECTED[name])
    .filter(([fact, wanted]) => facts[fact] !== wanted)
    .map(([fact, wanted]) => `${fact} is ${String(facts[fact])}, not ${String(wanted)}`);
  return wrong.length === 0 ? undefined : wrong.join(', ');
}

/** One line on what a file is, e.g. "mp4, h264 + aac, 1280x720, 6.0 s". */
export function describeProbe(probe: MediaProbe): string {
  const { format, codecs, width, height, durationSeconds } = probe;
  const parts = [
    format,
    // An mp3 holds mp3: saying it once is enough.
    [codecs.video, codecs.audio].filter((codec) => codec !== undefined && codec !== format).join(' + '),
    width === null || height === null ? '' : `${width}x${height}`,
    durationSeconds === null ? '' : `${durationSeconds.toFixed(1)} s`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
