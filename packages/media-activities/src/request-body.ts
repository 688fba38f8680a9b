import type { CreateRequest } from '@org/ittybit-client';
import { REMOTE_METADATA, type RemoteWork } from '@org/media-contracts';
import type { TaskTemplate } from './task-template.js';

/**
 * What the service is asked: a pure function of the activity's input and its explicit id, to the byte.
 * Anything that differs between attempts, runs or workers would turn the idempotency key into a conflict.
 */
export function requestBody(
  { kind, defaultOptions }: TaskTemplate,
  work: RemoteWork,
  activityId: string,
): CreateRequest {
  const { operation, input, output, lineage, webhookUrl } = work;
  const body = {
    input,
    kind,
    options: sorted(work.options ?? defaultOptions),
    ...(output !== undefined && { output }),
    metadata: sorted({
      ...work.metadata,
      [REMOTE_METADATA.operationId]: operation.operationId,
      [REMOTE_METADATA.generation]: String(operation.generation),
      [REMOTE_METADATA.activityId]: activityId,
      [REMOTE_METADATA.workflowId]: lineage.workflowId,
      [REMOTE_METADATA.runId]: lineage.runId,
    }),
    ...(webhookUrl !== undefined && { webhookUrl }),
  };
  // The options were typed where the work was asked for; the client checks them again by kind.
  return body;
}

/** The same value with the keys of every object in order: how a caller wrote them must not change the bytes. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item as unknown)])) as T;
}
