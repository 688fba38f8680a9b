import { createPayloadCodec, parsePayloadKeys } from '@org/media-payload-codec';
import { defaultPayloadConverter } from '@temporalio/common';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { ApiEnv } from '../http/api-env.js';
import { problemResponse } from '../http/problem-answer.js';
import { Problem } from '../http/problem.js';
import { codecRoutes } from './codec-routes.js';

const codec = createPayloadCodec(parsePayloadKeys(`a:${Buffer.alloc(32, 1).toString('base64')}`));
const app = new Hono<ApiEnv>();
app.onError((error, c) => {
  if (error instanceof Problem) return problemResponse(error, c);
  throw error;
});
app.route('/', codecRoutes({ codec, token: 'operator', uiOrigin: 'https://temporal.test' }));

const base64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');

async function decode(authorization: string): Promise<Response> {
  const [sealed] = await codec.encode([defaultPayloadConverter.toPayload({ secret: 'film' })]);
  const metadata = Object.fromEntries(
    Object.entries(sealed?.metadata ?? {}).map(([name, value]) => [name, base64(value)]),
  );
  const body = JSON.stringify({ payloads: [{ metadata, data: base64(sealed?.data) }] });
  return app.request('/codec/decode', {
    method: 'POST',
    body,
    headers: { authorization, origin: 'https://temporal.test' },
  });
}

describe('codecRoutes', () => {
  it('shows payloads to whoever has the token, from the origin of the UI', async () => {
    const answer = await decode('Bearer operator');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://temporal.test');
    const { payloads } = (await answer.json()) as { payloads: { data: string }[] };
    expect(Buffer.from(payloads[0]?.data ?? '', 'base64').toString()).toBe('{"secret":"film"}');
  });

  it.each(['', 'Bearer ', 'Bearer other', 'Bearer operator2'])(
    'shows nothing to %j',
    async (authorization) => {
      const answer = await decode(authorization);
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain('film');
    },
  );
});
