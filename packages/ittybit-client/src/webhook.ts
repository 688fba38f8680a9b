import { IttybitError } from './ittybit-error.js';
import { asRecord, asText } from './lenient.js';
import { readTask, type RemoteTask } from './remote-task.js';

/** What a webhook says. A hint: anybody may send one, so read the task with your own key before acting on it. */
export interface WebhookEvent {
  /** E.g. `job.succeeded`; null when the body was the bare task. */
  event: string | null;
  task: RemoteTask;
}

export interface WebhookDelivery {
  /** The body as received, byte for byte: a signature is made over it. */
  body: string | Uint8Array;
  /** As received, e.g. a `Headers` or Node's `request.headers`. Given to `verify` untouched. */
  headers: unknown;
}

export interface ReceiveWebhookOptions<Delivery extends WebhookDelivery> {
  /** Says whether the delivery is genuine. Ittybit's own signature is not documented, so there is no default. */
  verify?: ((delivery: Delivery) => boolean | Promise<boolean>) | undefined;
}

const EVENT_NAME = /^[a-z_]+\.[a-z_]+$/i;

/**
 * Reads a webhook body, given as JSON text, bytes or a parsed value, in any of its three shapes: the bare task,
 * `{object: "event", kind, data}` or `{type, data?}`. Throws an `IttybitError` `badInput` (kind `webhook_malformed`).
 */
export function parseWebhook(body: unknown): WebhookEvent {
  const raw = asRecord(parseBody(body));
  if (raw === null) throw rejected('webhook_malformed', 'The webhook is not a JSON object.');
  const isEvent = raw.object === 'event';
  const name = asText(isEvent ? raw.kind : raw.type);
  const task = readTask(raw.data) ?? (isEvent ? null : readTask(raw));
  if (task === null)
    throw rejected('webhook_malformed', 'The webhook holds no task with an id and a status.');
  // A bare task may have a `type` too, which is then the media type of its file.
  const event = isEvent || raw.data !== undefined || (name !== null && EVENT_NAME.test(name)) ? name : null;
  return { event, task };
}

/**
 * Checks a delivery with `verify`, if given, and reads it. Throws an `IttybitError` `badInput` with the kind
 * `webhook_unverified` (answer it with 401) or `webhook_malformed` (400). What `verify` throws is passed on.
 */
export async function receiveWebhook<Delivery extends WebhookDelivery>(
  options: Delivery & ReceiveWebhookOptions<Delivery>,
): Promise<WebhookEvent> {
  if (options.verify !== undefined && !(await options.verify(options))) {
    throw rejected('webhook_unverified', 'The webhook was refused: its signature does not fit.');
  }
  return parseWebhook(options.body);
}

function parseBody(body: unknown): unknown {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw rejected('webhook_malformed', 'The webhook is not JSON.');
  }
}

function rejected(kind: string, message: string): IttybitError {
  return new IttybitError(message, { decision: 'badInput', operation: 'webhook', kind });
}
