import { parseAdaptiveVideoOptions, type AdaptiveVideoOptions } from './adaptive-video-options.js';
import { parseAnimationOptions, type AnimationOptions } from './animation-options.js';
import { parseAudioOptions, type AudioOptions } from './audio-options.js';
import { parseImageOptions, type ImageOptions } from './image-options.js';
import { parseVideoOptions, type VideoOptions } from './video-options.js';

export interface OptionsByKind {
  video: VideoOptions;
  audio: AudioOptions;
  image: ImageOptions;
  animation: AnimationOptions;
  adaptive_video: AdaptiveVideoOptions;
}
export type EncodeKind = keyof OptionsByKind;

const parsers: { [Kind in EncodeKind]: (value: unknown) => OptionsByKind[Kind] } = {
  video: parseVideoOptions,
  audio: parseAudioOptions,
  image: parseImageOptions,
  animation: parseAnimationOptions,
  adaptive_video: parseAdaptiveVideoOptions,
};

/**
 * Checks options as far as that goes without the input, so that a request can be refused before anything is
 * downloaded. Throws an EngineError (`unsupported` or `optionOutOfRange`) that names the option.
 */
export function parseOptions<Kind extends EncodeKind>(kind: Kind, value: unknown): OptionsByKind[Kind] {
  return parsers[kind](value);
}
