import { checkOptions, oneOf, type Rules } from './rules.js';
import {
  checkSize,
  checkTrim,
  qualityRule,
  sizeRules,
  trimRules,
  type Quality,
  type SizeOptions,
  type TrimOptions,
} from './shared-options.js';

export interface AdaptiveVideoOptions extends SizeOptions, TrimOptions {
  /** Default `hls`. */
  format?: 'hls' | undefined;
  /** Of every variant. Default `medium`. */
  quality?: Quality | undefined;
}

const rules: Rules<AdaptiveVideoOptions> = {
  format: oneOf(['hls']),
  quality: qualityRule,
  ...sizeRules,
  ...trimRules,
};

/** The size options name the largest variant. */
export function parseAdaptiveVideoOptions(value: unknown): AdaptiveVideoOptions {
  const options = checkOptions<AdaptiveVideoOptions>('adaptive_video', value, rules);
  checkSize(options);
  checkTrim(options);
  return options;
}
