import { createHash, timingSafeEqual } from 'node:crypto';
import { handleCodecRequest, MAX_CODEC_BODY_BYTES } from '@org/media-payload-codec';
import type { PayloadCodec } from '@temporalio/common';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { ApiEnv } from '../http/api-env.js';
import { Problem } from '../http/problem.js';

export interface CodecRoutes {
  readonly codec: PayloadCodec;
  /** Whoever has it sees everything in Temporal, of every tenant: it is the operator's, not a key of the API. */
  readonly token: string;
  /** Of the Temporal UI, which asks from the browser. */
  readonly uiOrigin: string | undefined;
}

/** `/codec/encode` and `/codec/decode`: Temporal's protocol for remote codecs. */
export function codecRoutes({ codec, token, uiOrigin }: CodecRoutes): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  if (uiOrigin !== undefined) {
    const allowHeaders = ['content-type', 'authorization', 'x-namespace'];
    app.use('/codec/*', cors({ origin: uiOrigin, allowHeaders, allowMethods: ['POST'] }));
  }
  app.use('/codec/*', bodyLimit({ maxSize: MAX_CODEC_BODY_BYTES }));
  app.post('/codec/:path{encode|decode}', async (c) => {
    if (!isSame(c.req.header('Authorization') ?? '', `Bearer ${token}`)) {
      throw new Problem('unauthorized', 'Send the token of the codec endpoint, which the operator has.', {
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    const path = c.req.param('path') === 'encode' ? 'encode' : 'decode';
    const { status, body } = await handleCodecRequest(codec, { path, body: await c.req.text() });
    return c.body(body, status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  });
  return app;
}

/** In the same time, whatever was sent. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
