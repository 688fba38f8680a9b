import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { badInput } from '../activity-error.js';

export interface SignedMessage {
  readonly id: string;
  /** When it is sent, in ms since the epoch. */
  readonly at: number;
  readonly payload: string;
}

/** A new secret as the Standard Webhooks specification writes it: 32 random bytes. */
export function newCallbackSecret(random: (size: number) => Buffer = randomBytes): string {
  return `whsec_${random(32).toString('base64')}`;
}

/**
 * The headers of the Standard Webhooks specification. Every secret signs, so that a receiver can go over to a new one
 * whenever it suits.
 */
export function signatureHeaders(
  secrets: readonly string[],
  { id, at, payload }: SignedMessage,
): Readonly<Record<string, string>> {
  // Signed are id, time and payload with full stops between: with one of its own, an id could pass for another.
  if (id.includes('.')) throw badInput(`the id "${id}" has a full stop and cannot be signed`);
  const time = new Date(at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, payload)).join(' '),
  };
}
