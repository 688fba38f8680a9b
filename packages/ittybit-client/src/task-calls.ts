import { check } from './check.js';
import type { CallOptions, CreateOptions } from './client-options.js';
import type { Reply } from './exchange.js';
import { badInput, type IttybitOperation } from './ittybit-error.js';
import { readTask, type RemoteTask } from './remote-task.js';
import { IdempotencyKeySchema, TaskIdSchema } from './request-fields.js';
import { alsoRedacting } from './redact.js';
import { send } from './send.js';
import type { Settings } from './settings.js';

export interface CreateResult {
  task: RemoteTask;
  /** The service knew the idempotency key and answered with the task it already had (200 instead of 201). */
  replayed: boolean;
}

/** POSTs a body once: repeated attempts carry the same key, so the service makes one task of them. */
export async function postTask(
  settings: Settings,
  request: {
    operation: IttybitOperation;
    path: string;
    body: Record<string, unknown>;
    options: CreateOptions;
  },
): Promise<CreateResult> {
  const { operation, path, body, options } = request;
  const key = options.idempotencyKey ?? crypto.randomUUID();
  const { webhook_url: webhookUrl } = body;
  // Who knows the address may send to it, and a service that refuses a request may quote it.
  const redact =
    typeof webhookUrl === 'string' ? alsoRedacting(settings.redact, webhookUrl) : settings.redact;
  return send(
    { ...settings, redact },
    {
      operation,
      method: 'POST',
      path,
      body: toJson(operation, body),
      idempotencyKey: check(operation, IdempotencyKeySchema, key),
      expected: 'a task',
      read: readCreated,
    },
    options,
  );
}

export async function getTask(
  settings: Settings,
  request: { operation: IttybitOperation; path: string; id: string; options: CallOptions },
): Promise<RemoteTask> {
  const { operation, options } = request;
  const id = encodeURIComponent(check(operation, TaskIdSchema, request.id));
  return send(
    settings,
    {
      operation,
      method: 'GET',
      path: `${request.path}/${id}`,
      expected: 'a task',
      read: (json) => readTask(json),
    },
    options,
  );
}

function readCreated(json: unknown, reply: Reply): CreateResult | null {
  const task = readTask(json);
  return task === null ? null : { task, replayed: reply.status === 200 };
}

function toJson(operation: IttybitOperation, body: Record<string, unknown>): string {
  try {
    return JSON.stringify(body);
  } catch {
    throw badInput(operation, 'The create request was not sent. It holds a value JSON has no form for.');
  }
}
