import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { isApiProblem, problemOf } from './api-problem.js';
import type { MediaApi } from './create-media-api.js';

/** Something that happened to a pipeline or a batch. */
export interface MediaEvent {
  /** From 1 without gaps. */
  readonly seq: number;
  /** `stage.succeeded`, `batch.progress`, … */
  readonly type: string;
  /** With `at`, ms since the epoch, and what belongs to the type. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FollowRequest {
  readonly kind: 'pipelines' | 'batches';
  readonly id: string;
  /** Number of the last event that is known. @default 0 */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

/** Nothing follows one of these. */
const LAST = /^(pipeline|batch)\.(succeeded|failed|cancelled|completed|stopped)$/;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Yields events until the last one, in order and each once, through broken connections and restarts of the API.
 * Rejects with an `ApiProblem` when there is nothing to follow, and with the signal's reason when it aborts.
 */
export async function* followEvents(
  { connection }: Pick<MediaApi, 'connection'>,
  { kind, id, after = 0, signal }: FollowRequest,
): AsyncGenerator<MediaEvent, void, undefined> {
  let seq = after;
  for (let failures = 0; ; failures++) {
    try {
      for await (const event of await open(connection, { kind, id, after: seq, ...(signal && { signal }) })) {
        yield event;
        seq = event.seq;
        failures = 0;
        if (LAST.test(event.type)) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      // What the request itself is to blame for stays wrong.
      if (isApiProblem(error) && error.status < 500 && error.status !== 429) throw error;
    }
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    await delay(waitMs, undefined, signal && { signal });
  }
}

async function open(
  { baseUrl, key, fetch }: MediaApi['connection'],
  { kind, id, after, signal }: FollowRequest,
): Promise<AsyncIterable<MediaEvent>> {
  const url = `${baseUrl.replace(/\/+$/, '')}/v1/${kind}/${encodeURIComponent(id)}/events`;
  const headers = { authorization: `Bearer ${key}`, 'last-event-id': String(after) };
  const response = await fetch(new Request(url, { headers, ...(signal && { signal }) }));
  if (!response.ok || !response.body) throw await problemOf(response);
  return eventsOf(response.body);
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<MediaEvent> {
  const text = body.pipeThrough(new TextDecoderStream());
  for await (const { id, event = 'message', data } of text.pipeThrough(new EventSourceParserStream())) {
    yield { seq: Number(id), type: event, data: JSON.parse(data) as MediaEvent['data'] };
  }
}
