import { asArray, asNumber, asRecord, asText, type Raw } from './lenient.js';
import { outputUrl, urlOf } from './output-url.js';
import { readOutput, type RemoteFile } from './remote-file.js';
import { normalizeState, type TaskState } from './state.js';
import { parseTime } from './time.js';

/** Why a task failed, as far as the service says. */
export interface RemoteTaskError {
  kind: string | null;
  message: string;
}

/** A job or a task at the service, the same shape for every form of the API. Times are ms since the epoch. */
export interface RemoteTask {
  id: string;
  /** `job`, `task`, `step`; empty if not sent. */
  object: string;
  /** As requested; empty if not sent. */
  kind: string;
  /** The input URL. */
  input: string | null;
  /** As sent; see `state`. */
  status: string;
  /** What `status` means. `succeeded` with `outputUrl` null is possible: whether that is a failure is the caller's to say. */
  state: TaskState;
  /** 0 to 100, if told. */
  progress: number | null;
  outputUrl: string | null;
  output: RemoteFile | null;
  error: RemoteTaskError | null;
  /** As given at create; empty if none. */
  metadata: Record<string, unknown>;
  createdAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  updatedAt: number | null;
  /** The operations inside a pipeline (`tasks` or `steps`). */
  children: RemoteTask[];
}

/** Children of children are not documented; the bound keeps a nested reply from exhausting the stack. */
const MAX_DEPTH = 4;

/** Reads a task leniently. Null when it is not one: no `id` or no `status`, without which nothing can be decided. */
export function readTask(value: unknown, depth = 1): RemoteTask | null {
  const raw = asRecord(value);
  const id = asText(raw?.id);
  const status = asText(raw?.status);
  if (raw === null || id === null || status === null) return null;
  return {
    id,
    object: asText(raw.object) ?? '',
    kind: asText(raw.kind) ?? '',
    input: urlOf(raw.input) ?? urlOf(asArray(raw.inputs)[0]) ?? asText(raw.url),
    status,
    state: normalizeState(status),
    progress: asNumber(raw.progress),
    outputUrl: outputUrl(raw),
    output: readOutput(raw),
    error: readError(raw.error),
    metadata: asRecord(raw.metadata) ?? {},
    createdAt: parseTime(raw.created_at ?? raw.created),
    startedAt: parseTime(raw.started_at),
    finishedAt: parseTime(raw.finished_at),
    updatedAt: parseTime(raw.updated_at ?? raw.updated),
    children: depth < MAX_DEPTH ? readChildren(raw, depth + 1) : [],
  };
}

/** A child that cannot be read is left out: it must not hide the state of the pipeline it belongs to. */
function readChildren(raw: Raw, depth: number): RemoteTask[] {
  return asArray(raw.tasks ?? raw.steps)
    .map((child) => readTask(child, depth))
    .filter((child) => child !== null);
}

/** The shape of a failed task's error is not documented: text, `{kind, message}` or parts of it. */
function readError(value: unknown): RemoteTaskError | null {
  const text = asText(value);
  if (text !== null) return { kind: null, message: text };
  const raw = asRecord(value);
  if (raw === null) return null;
  const kind = asText(raw.kind);
  return { kind, message: asText(raw.message) ?? kind ?? 'The service gave no reason.' };
}
