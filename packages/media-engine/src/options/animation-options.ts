import { checkOptions, numberFrom, oneOf, refusal, type Rules } from './rules.js';
import {
  checkSize,
  checkTrim,
  qualityRule,
  sizeRules,
  trimRules,
  type Quality,
  type SizeOptions,
} from './shared-options.js';

export const AnimationFormat = { gif: 'gif', webp: 'webp' } as const;
export type AnimationFormat = keyof typeof AnimationFormat;

export interface AnimationOptions extends SizeOptions {
  /** Default `gif`. Loops for ever, without sound. */
  format?: AnimationFormat | undefined;
  /** Default `medium`. In gif: the number of colours. */
  quality?: Quality | undefined;
  /** 1–60, in gif 1–50. Default 10. */
  fps?: number | undefined;
  /** Seconds. Default 0. */
  start?: number | undefined;
  /** Seconds. Required: a whole film as an animation is never what was meant. */
  end: number;
}

const rules: Rules<AnimationOptions> = {
  format: oneOf(Object.keys(AnimationFormat)),
  quality: qualityRule,
  fps: numberFrom(1, 60),
  ...sizeRules,
  ...trimRules,
};

/** Players show a gif frame of less than two hundredths of a second for a tenth. */
const maxGifFps = 50;

export function parseAnimationOptions(value: unknown): AnimationOptions {
  const options: Partial<AnimationOptions> = checkOptions<AnimationOptions>('animation', value, rules);
  const { format = 'gif', fps = 10, end } = options;
  if (end === undefined) {
    const why = 'end of animation is missing';
    throw refusal('optionOutOfRange', 'end', { why, allowed: 'a number of seconds above start' });
  }
  if (format === 'gif' && fps > maxGifFps) {
    const why = `fps of a gif is ${fps}`;
    throw refusal('optionOutOfRange', 'fps', {
      why,
      allowed: `a number from 1 to ${maxGifFps}, or format webp`,
    });
  }
  checkSize(options);
  checkTrim(options);
  return { ...options, end };
}
