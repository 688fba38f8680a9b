/** Under which path a task was created and is read. `steps` is the older name of atomic tasks. */
export type Collection = 'jobs' | 'tasks' | 'steps';

/** `lost` never shows: to every reader such a task does not exist (any more). */
export type TaskStatus = 'waiting' | 'queued' | 'processing' | 'succeeded' | 'failed' | 'cancelled' | 'lost';

export type TerminalStatus = 'succeeded' | 'failed' | 'cancelled' | 'lost';

/** Why a task failed, in the words of the service. */
export interface TaskError {
  kind: string;
  message: string;
}

/** What a file is. `url` starts with `/files/` when this server holds it, so that it survives a change of port. */
export interface StoredFile {
  url: string;
  kind: 'video' | 'audio' | 'image' | 'other';
  format: string | null;
  contentType: string;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  codecs: { video?: string; audio?: string };
  sizeBytes: number | null;
}

/** What was asked for. */
export interface TaskRequest {
  /** A pipeline takes a URL, an atomic task an object that holds one. */
  input: string | ({ url: string } & Record<string, unknown>);
  kind: string;
  options: Record<string, unknown>;
  /** Where a pipeline shall deliver its result: `s3://bucket/key`. */
  output: string | null;
  metadata: Record<string, unknown>;
  webhookUrl: string | null;
}

/** When a task that does no work starts and how it ends. `endAt: null` never ends. */
export interface Plan {
  startAt: number;
  endAt: number | null;
  ending: TerminalStatus;
  error: TaskError | null;
}

/** What the faults decided for one task when it was created; kept with it, so that every read agrees. */
export interface Fate {
  /** Shown instead of `processing`. */
  unknownStatus?: string;
  /** `succeeded` without an output. */
  noOutput?: boolean;
}

/** One stage inside a pipeline. */
export interface ChildTask {
  kind: string;
  status: TaskStatus;
  progress: number | null;
  output: StoredFile | null;
  error: TaskError | null;
  startedAt: number | null;
  finishedAt: number | null;
}

export interface TaskRecord {
  seq: number;
  id: string;
  collection: Collection;
  request: TaskRequest;
  fate: Fate;
  status: TaskStatus;
  /** 0 to 100; null until it is known. */
  progress: number | null;
  error: TaskError | null;
  output: StoredFile | null;
  children: ChildTask[];
  /** Set for tasks that do no work. */
  plan: Plan | null;
  /** Created beside the work under test, as another customer of the account would. */
  foreign: boolean;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  updatedAt: number;
}

export function isPipeline(request: TaskRequest): boolean {
  return typeof request.input === 'string';
}

export function inputUrl(request: TaskRequest): string {
  return typeof request.input === 'string' ? request.input : request.input.url;
}

export function isTerminal(status: TaskStatus): status is TerminalStatus {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled' || status === 'lost';
}
