import { z } from 'zod';

/** `true`, `1`, `false` or `0`. */
export const boolean = z
  .enum(['true', '1', 'false', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

/** A whole number, ends included. */
export function integer(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);
}

/** Visible ASCII: anything else cannot be sent in a header. The message never shows the value. */
export const secret = z.string().regex(/^[\x21-\x7e]+$/, 'has a space or another character that no key has');

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export const logLevel = z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info');
