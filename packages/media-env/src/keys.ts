import { parsePayloadKeys } from '@org/media-payload-codec';
import { z } from 'zod';

/** `PAYLOAD_KEYS`. A message names the id of a key at most. */
export const payloadKeys = z.string().transform((text, context) => {
  try {
    return parsePayloadKeys(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

/** `CALLBACK_SECRET_KEY`: seals the secrets that sign callbacks. */
export const sealingKeys = z
  .string()
  .refine(
    (keys) => keys.split(',').every((key) => Buffer.from(key.trim(), 'base64').length === 32),
    'must have 32 bytes in base64, or several such keys with commas between, the newest first',
  );
