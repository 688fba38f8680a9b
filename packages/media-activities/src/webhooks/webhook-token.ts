import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where an api takes the webhooks of Ittybit, below its public URL; the token follows. */
export const WEBHOOK_PATH = 'webhooks/ittybit/';

/** For whom an address is: one per workflow. */
export interface WebhookSubject {
  /** Name of the Ittybit account whose tasks it hears of. They are read again with its key. */
  readonly account: string;
  /** The workflow that the metadata of the tasks names: the first one of a line of redrives. */
  readonly workflowId: string;
}

/** What an api signs addresses with. */
export interface WebhookAddress {
  /** Of the api, as the service reaches it. */
  readonly publicUrl: string;
  /** 32 characters at least, the same in every process of the api. */
  readonly secret: string;
}

const MIN_SECRET_LENGTH = 32;
/** A workflow id has 1,000 bytes at most. */
const MAX_TOKEN_LENGTH = 2_048;

/**
 * A token that nobody can make without the secret, and that tells whom it is for: nothing has to be stored, and a
 * forged one is refused before anything is read.
 */
export function webhookToken(secret: string, { account, workflowId }: WebhookSubject): string {
  const subject = Buffer.from(JSON.stringify([account, workflowId])).toString('base64url');
  return `${subject}.${signatureOf(secret, subject).toString('base64url')}`;
}

/** The address for the tasks of a workflow: always the same, since it is part of what the service is asked. */
export function webhookUrl({ publicUrl, secret }: WebhookAddress, subject: WebhookSubject): string {
  const base = publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`;
  return new URL(`${WEBHOOK_PATH}${webhookToken(secret, subject)}`, base).href;
}

/**
 * Whom a token is for; undefined when none of the secrets made it.
 *
 * @param secrets The one in use, and those before it: addresses live as long as the tasks that were asked with them.
 */
export function readWebhookToken(secrets: readonly string[], token: string): WebhookSubject | undefined {
  const [subject = '', signature = '', ...rest] = token.length > MAX_TOKEN_LENGTH ? [] : token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const fits = secrets.map((secret) => {
    const own = signatureOf(secret, subject);
    return given.length === own.length && timingSafeEqual(given, own);
  });
  if (rest.length > 0 || !fits.includes(true)) return undefined;
  const [account, workflowId] = JSON.parse(Buffer.from(subject, 'base64url').toString()) as [string, string];
  return { account, workflowId };
}

function signatureOf(secret: string, subject: string): Buffer {
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new TypeError(`the secret of webhooks needs ${MIN_SECRET_LENGTH} characters at least`);
  }
  return createHmac('sha256', secret).update(`ittybit-webhook:${subject}`).digest();
}
