import { z } from 'zod';

function urlOf(schemes: readonly string[], error: string): z.ZodString {
  return z
    .string({ error })
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), { error });
}

/** `file:` reaches only a server on this machine; the real service answers it with `invalid_input`. */
export const InputUrlSchema = urlOf(
  ['http:', 'https:', 's3:', 'file:'],
  'must be an http://, https:// or s3://bucket/key URL',
);
export const WebhookUrlSchema = urlOf(['http:', 'https:'], 'must be an https:// URL');
export const DestinationSchema = z
  .string({ error: 'must be s3://bucket/key' })
  .regex(/^s3:\/\/[^/\s?#]+\/\S+$/, 'must be s3://bucket/key');
export const MetadataSchema = z.record(z.string(), z.unknown());

/** Names the fields a strict object does not know, and the values a union of kinds does. */
export function requestError(kinds: readonly string[]): (issue: z.core.$ZodRawIssue) => string | undefined {
  return (issue) => (issue.code === 'invalid_union' ? `must be one of ${kinds.join(', ')}` : undefined);
}

/** Sent as a header, where other characters would make `fetch` fail with a quote of the headers. */
export const IdempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/, {
  error: 'idempotencyKey must be 1 to 255 visible ASCII characters',
});

/** Opaque, except that a dot segment would change the path. */
export const TaskIdSchema = z
  .string({ error: 'id must be a text' })
  .min(1, { error: 'id must not be empty' })
  .max(200, { error: 'id must be at most 200 characters' })
  .refine((id) => id !== '.' && id !== '..', { error: 'id must not be a dot segment' });
