import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { ApiEnv } from '../http/api-env.js';
import type { EventFeeds } from './event-feeds.js';

/** Proxies cut off what is silent for a minute. In ms. */
const HEARTBEAT_MS = 15_000;
/** How soon a client comes again after its stream ended. In ms. */
const RETRY_MS = 2_000;
/** Nothing happens to a resource after one of these. */
const LAST = /^(pipeline|batch)\.(succeeded|failed|cancelled|completed|stopped)$/;

export const EventStreamHeaderSchema = z.object({
  'last-event-id': z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .openapi({ description: 'Number of the last event that was received.' }),
});

export interface EventStreamRequest {
  readonly feeds: EventFeeds;
  readonly tenantId: string;
  readonly resourceId: string;
  readonly after: number;
  readonly draining: AbortSignal;
}

/** Events of a resource as they come, each with its number as id, until the last one. A slow client is waited for. */
export function eventStream(c: Context<ApiEnv>, request: EventStreamRequest): Response {
  c.header('X-Accel-Buffering', 'no');
  c.header('Cache-Control', 'no-store');
  return streamSSE(
    c,
    (stream) => follow(stream, request),
    async (error, stream) => {
      c.var.log.warn({ err: error }, 'A stream of events broke off; the client comes again');
      await stream.close();
    },
  );
}

async function follow(
  stream: SSEStreamingApi,
  { feeds, tenantId, resourceId, after, draining }: EventStreamRequest,
): Promise<void> {
  const gone = new AbortController();
  stream.onAbort(() => {
    gone.abort();
  });
  const signal = AbortSignal.any([gone.signal, draining]);
  await stream.write(`retry: ${RETRY_MS}\n\n`);
  for (let seq = after; !signal.aborted;) {
    const events = await feeds.next({ tenantId, resourceId, after: seq, waitMs: HEARTBEAT_MS, signal });
    if (events.length === 0) await stream.write(': still here\n\n');
    for (const { type, data, at, seq: id } of events) {
      await stream.writeSSE({ id: String(id), event: type, data: JSON.stringify({ at, ...Object(data) }) });
      seq = id;
      if (LAST.test(type)) return;
    }
  }
}
