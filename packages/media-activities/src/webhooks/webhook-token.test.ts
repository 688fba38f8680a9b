import { describe, expect, it } from 'vitest';
import { readWebhookToken, webhookToken, webhookUrl } from './webhook-token.js';

const SECRET = 'a secret of thirty-two characters';
const OLDER = 'the secret that was used before this one';
const SUBJECT = { account: 'acme', workflowId: 'films/é 1' };

describe('a webhook token', () => {
  it('tells whom it is for, made with the secret of today or of yesterday', () => {
    expect(readWebhookToken([SECRET], webhookToken(SECRET, SUBJECT))).toEqual(SUBJECT);
    expect(readWebhookToken([SECRET, OLDER], webhookToken(OLDER, SUBJECT))).toEqual(SUBJECT);
  });

  it('is the same every time: it is part of a request that must not change', () => {
    expect(webhookToken(SECRET, SUBJECT)).toBe(webhookToken(SECRET, { ...SUBJECT }));
  });

  const [subject = '', signature = ''] = webhookToken(SECRET, SUBJECT).split('.');
  const [other = ''] = webhookToken(SECRET, { ...SUBJECT, account: 'other' }).split('.');
  it.each([
    ['of another secret', webhookToken(OLDER, SUBJECT)],
    ['of another subject', `${other}.${signature}`],
    ['without a signature', subject],
    ['with an empty signature', `${subject}.`],
    ['with half a signature', `${subject}.${signature.slice(0, 20)}`],
    ['with more behind it', `${subject}.${signature}.x`],
    ['that is empty', ''],
    ['that is huge', 'x'.repeat(1_000_000)],
    ['that is no base64url', '\u0000.%%%'],
  ])('%s is refused', (_how, token) => {
    expect(readWebhookToken([SECRET], token)).toBeUndefined();
  });

  it('is not made with a secret that could be guessed', () => {
    expect(() => webhookToken('short', SUBJECT)).toThrow(/32 characters/);
  });
});

describe('webhookUrl', () => {
  it.each(['https://api.test', 'https://api.test/'])('lies below %s', (publicUrl) => {
    const url = webhookUrl({ publicUrl, secret: SECRET }, SUBJECT);
    expect(url).toBe(`https://api.test/webhooks/ittybit/${webhookToken(SECRET, SUBJECT)}`);
  });

  it('keeps the path of the public URL', () => {
    const url = webhookUrl({ publicUrl: 'https://api.test/media', secret: SECRET }, SUBJECT);
    expect(url).toMatch(/^https:\/\/api\.test\/media\/webhooks\/ittybit\/[\w.-]+$/);
  });
});
