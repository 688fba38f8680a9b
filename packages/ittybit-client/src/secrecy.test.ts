import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createIttybitClient } from './create-ittybit-client.js';
import type { IttybitError } from './ittybit-error.js';
import { API_KEY, failureOf, withFake } from './testing/with-fake.js';

const h = withFake();
const once = { retry: { attempts: 1 } };

/** Everything a logger may make of an error: text, JSON, own fields hidden or not, stack, and all of that of its causes. */
function everyForm(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 8) return String(error);
  const fields = Reflect.ownKeys(error).map((key) => everyForm(Reflect.get(error, key), depth + 1));
  const plain =
    (error as { toString(): string }).toString() +
    JSON.stringify(error) +
    inspect(error, { depth: 9, showHidden: true, getters: true });
  return plain + fields.join('\n');
}

async function telling(error: Promise<IttybitError>): Promise<string> {
  const text = everyForm(await error);
  expect(text).toContain('IttybitError');
  return text;
}

describe('the API key', () => {
  it('is found by this test where it is', () => {
    const leaky = new Error('x', { cause: { request: { headers: [API_KEY] } } });
    expect(everyForm(leaky)).toContain(API_KEY);
  });

  it('stays out of errors when the service or a proxy echoes it, also across the cut of a long text', async () => {
    h.fake.answers.push(
      {
        status: 401,
        body: { kind: `k_${API_KEY}`, message: `Bad key ${API_KEY}` },
        headers: { 'x-request-id': API_KEY },
      },
      { status: 400, body: `${'x'.repeat(490)}${API_KEY}` },
      { status: 200, body: `${'x'.repeat(110)}${API_KEY}`, headers: { 'content-type': `text/${API_KEY}` } },
      { status: 302, headers: { location: `https://${API_KEY}.example/${API_KEY}` } },
    );
    for (let index = 0; index < 4; index += 1) {
      const text = await telling(failureOf(h.client(once).get(`job_${API_KEY}`)));
      expect(text).not.toContain(API_KEY);
      expect(text).not.toContain(API_KEY.slice(0, 4));
    }
  });

  it('stays out of errors when fetch hangs the request on what it throws', async () => {
    const fetch: typeof globalThis.fetch = async (_, init) => {
      const inner = Object.assign(new Error(`refused: ${API_KEY}`), { code: 'E_X', request: init });
      throw Object.assign(new TypeError('fetch failed', { cause: inner }), { init });
    };
    const error = await failureOf(h.client({ retry: { attempts: 2 }, fetch }).get('job_1'));
    expect(error.message).toContain('E_X');
    expect(error.attempts).toHaveLength(1);
    expect(everyForm(error)).not.toContain(API_KEY);
  });

  it('stays out of errors about a wrong configuration, and out of the client', () => {
    for (const options of [{ apiKey: `${API_KEY}\n` }, { apiKey: API_KEY, api: 'x' as 'jobs' }]) {
      try {
        createIttybitClient(options);
        expect.unreachable('the options were accepted');
      } catch (error) {
        expect(everyForm(error)).not.toContain(API_KEY);
      }
    }
    expect(everyForm(h.client())).not.toContain(API_KEY);
  });

  it('goes out in the Authorization header only', async () => {
    await h.client().create({ input: 'https://x/y', kind: 'audio' });
    const { headers, ...rest } = h.fake.requests[0] ?? { headers: {} };
    const { authorization, ...others } = headers;
    expect(authorization).toBe(`Bearer ${API_KEY}`);
    expect(JSON.stringify([rest, others])).not.toContain(API_KEY);
  });
});

describe('the address of a webhook', () => {
  it('stays out of errors when the service quotes it, as text or as JSON', async () => {
    const webhookUrl = 'https://api.test/webhooks/token"1';
    h.fake.answers.push({ status: 400, body: { message: `cannot reach ${webhookUrl}` } });
    h.fake.answers.push({ status: 400, body: JSON.stringify({ webhook_url: webhookUrl }) });
    for (let index = 0; index < 2; index += 1) {
      const asked = h.client(once).create({ input: 'https://x/y', kind: 'audio', webhookUrl });
      expect(await telling(failureOf(asked))).not.toContain('token');
    }
  });
});

describe('presigned URLs', () => {
  it('lose their query when the service echoes them', async () => {
    h.fake.answers.push({
      status: 400,
      body: { kind: 'invalid_input', message: 'Cannot read https://b.s3/a.mp4?X-Amz-Signature=abc123' },
    });
    const error = await failureOf(
      h.client(once).create({ input: 'https://b.s3/a.mp4?X-Amz-Signature=abc123', kind: 'audio' }),
    );
    expect(error.message).toContain('Cannot read https://b.s3/a.mp4?[redacted]');
    expect(everyForm(error)).not.toContain('abc123');
  });
});
