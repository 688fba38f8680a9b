import { Readable } from 'node:stream';
import { isStoreError, type ByteRange, type ObjectStore } from '@org/media-storage';
import { Hono } from 'hono';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem, unavailable } from '../http/problem.js';
import type { ObjectLinks } from './object-links.js';

/** One range, as media tools ask for it. */
const RANGE = /^bytes=(\d+)-(\d*)$/;

/**
 * Serves what was uploaded to a store that has no links of its own. The link is all the authentication there is: it
 * is for the service that reads a source.
 */
export function objectRoutes({
  store,
  links,
}: {
  readonly store: ObjectStore;
  readonly links: ObjectLinks;
}): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/objects/:name', async (c) => {
    const key = links.keyOf(c.req.query('token') ?? '');
    if (key === undefined) throw notFound('object', c.req.param('name'));
    const range = rangeOf(c.req.header('Range'));
    const { object, body, lengthBytes } = await read(store, key, range);
    const end = (range?.start ?? 0) + lengthBytes - 1;
    return c.body(Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>, range ? 206 : 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(lengthBytes),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
      ...(range && { 'Content-Range': `bytes ${range.start}-${end}/${object.sizeBytes}` }),
    });
  });
  return app;
}

function rangeOf(header: string | undefined): ByteRange | undefined {
  const [, start, end] = RANGE.exec(header ?? '') ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), ...(end && { end: Number(end) }) };
}

async function read(
  store: ObjectStore,
  key: string,
  range: ByteRange | undefined,
): ReturnType<ObjectStore['get']> {
  try {
    return await store.get(key, range && { range });
  } catch (error) {
    if (isStoreError(error) && error.code === 'notFound') throw notFound('object', key);
    if (isStoreError(error) && error.code === 'invalidRange') {
      throw new Problem('malformed', 'The range begins beyond the end of the object.');
    }
    throw unavailable('The store does not answer; try again.', 5, error);
  }
}
