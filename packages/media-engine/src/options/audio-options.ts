import { checkOptions, integerFrom, oneOf, refusal, type Rules } from './rules.js';
import { checkTrim, qualityRule, trimRules, type Quality, type TrimOptions } from './shared-options.js';

export const AudioFormat = {
  mp3: 'mp3',
  aac: 'aac',
  ogg: 'ogg',
  opus: 'opus',
  wav: 'wav',
  flac: 'flac',
} as const;
export type AudioFormat = keyof typeof AudioFormat;

export interface AudioOptions extends TrimOptions {
  /** Default `mp3`. `ogg` is Vorbis. */
  format?: AudioFormat | undefined;
  /** Default `medium`. Not for wav and flac, which lose nothing. */
  quality?: Quality | undefined;
  /** Bits per second, 32,000–320,000. Instead of `quality`; not for wav and flac. */
  bitrate?: number | undefined;
}

const rules: Rules<AudioOptions> = {
  format: oneOf(Object.keys(AudioFormat)),
  quality: qualityRule,
  bitrate: integerFrom(32_000, 320_000),
  ...trimRules,
};

export function parseAudioOptions(value: unknown): AudioOptions {
  const options = checkOptions<AudioOptions>('audio', value, rules);
  for (const option of ['quality', 'bitrate'] as const) {
    if (options[option] !== undefined && (options.format === 'wav' || options.format === 'flac')) {
      const why = `${options.format} keeps every sample, so ${option} has no meaning`;
      throw refusal('unsupported', option, { why, allowed: `${option} with mp3, aac, ogg or opus` });
    }
  }
  if (options.quality !== undefined && options.bitrate !== undefined) {
    const why = 'quality and bitrate both set the bits per second';
    throw refusal('unsupported', 'bitrate', { why, allowed: 'quality or bitrate' });
  }
  checkTrim(options);
  return options;
}
