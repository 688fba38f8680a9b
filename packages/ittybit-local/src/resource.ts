import { simulatedOutput } from './simulated-output.js';
import type { OutputShape } from './schema/fault-schema.js';
import { childId } from './task-id.js';
import { isPipeline, isTerminal, type ChildTask, type StoredFile, type TaskRecord } from './task-record.js';

export interface View {
  now: number;
  /** Base of the URLs of results, without a slash at the end. */
  publicUrl: string;
  /** How the result shows; an atomic task's is a File object unless a fault says otherwise. */
  shape: OutputShape;
  showMetadata: boolean;
  /** Lists leave the children out. */
  showChildren: boolean;
}

/** A task as the API shows it. */
export function toResource(task: TaskRecord, view: View): Record<string, unknown> {
  const { request } = task;
  const pipeline = isPipeline(request);
  return {
    id: task.id,
    object: task.collection.slice(0, -1),
    kind: request.kind,
    input: pipeline ? request.input : normaliseInput(request.input as { url: string }),
    ...outputFields(outputOf(task), view),
    options: request.options,
    metadata: view.showMetadata ? request.metadata : {},
    status: shownStatus(task),
    progress: progressOf(task, view.now),
    error: task.error,
    ...(pipeline && view.showChildren ? { [childField(task)]: childrenOf(task, view) } : {}),
    created_at: task.createdAt,
    started_at: task.startedAt,
    finished_at: task.finishedAt,
    updated_at: task.updatedAt,
  };
}

/** One stage of a pipeline as the API shows it. */
export function toChildResource(task: TaskRecord, place: number, view: View): Record<string, unknown> | null {
  return childrenOf(task, view)[place] ?? null;
}

/** Children are `tasks` of a job and, in the older API, `steps` of a task. */
function childField(task: TaskRecord): 'tasks' | 'steps' {
  return task.collection === 'jobs' ? 'tasks' : 'steps';
}

function shownStatus(task: TaskRecord): string {
  return task.status === 'processing' ? (task.fate.unknownStatus ?? task.status) : task.status;
}

function outputOf(task: TaskRecord): StoredFile | null {
  if (task.status !== 'succeeded' || task.fate.noOutput) return null;
  return task.plan ? simulatedOutput(task) : task.output;
}

function outputFields(file: StoredFile | null, view: View): Record<string, unknown> {
  if (!file) return { output: null };
  const url = absolute(file.url, view.publicUrl);
  switch (view.shape) {
    case 'string':
      return { output: url };
    case 'url':
      return { output: { url } };
    case 'file':
      return { output: toFileObject(file, view.publicUrl) };
    case 'outputs':
      return { outputs: [{ kind: file.kind, type: file.contentType, url }] };
    case 'output_url':
      return { output_url: url };
  }
}

function toFileObject(file: StoredFile, publicUrl: string): Record<string, unknown> {
  return {
    object: 'file',
    kind: file.kind,
    url: absolute(file.url, publicUrl),
    format: file.format,
    width: file.width,
    height: file.height,
    duration: file.durationSeconds,
    codecs: file.codecs,
    filesize: file.sizeBytes,
  };
}

function childrenOf(task: TaskRecord, view: View): Record<string, unknown>[] {
  const children = task.plan ? simulatedChildren(task) : task.children;
  return children.map((child, place) => ({
    id: childId(task.id, place),
    object: childField(task).slice(0, -1),
    kind: child.kind,
    status: child.status,
    progress: child.progress,
    input: { object: 'external_file', url: task.request.input },
    output: child.output ? toFileObject(child.output, view.publicUrl) : null,
    options: child.kind === task.request.kind ? task.request.options : {},
    error: child.error,
    created_at: task.createdAt,
    started_at: child.startedAt,
    finished_at: child.finishedAt,
    updated_at: child.finishedAt ?? child.startedAt ?? task.createdAt,
  }));
}

/** A simulated pipeline has one stage: the encode, which fares as the whole. */
function simulatedChildren(task: TaskRecord): ChildTask[] {
  return [
    {
      kind: task.request.kind,
      status: task.status,
      progress: task.progress,
      output: outputOf(task),
      error: task.error,
      startedAt: task.startedAt,
      finishedAt: task.finishedAt,
    },
  ];
}

function progressOf(task: TaskRecord, now: number): number | null {
  const { plan, startedAt } = task;
  if (isTerminal(task.status) || !plan || startedAt === null) return task.progress;
  // A task that never ends shows progress that comes ever nearer to 99 %, half of the way each minute.
  if (plan.endAt === null) return Math.floor(99 * (1 - 0.5 ** ((now - startedAt) / 60_000)));
  if (plan.endAt <= startedAt) return 99;
  return Math.min(99, Math.floor((100 * (now - startedAt)) / (plan.endAt - startedAt)));
}

function normaliseInput(input: { url: string }): Record<string, unknown> {
  return 'object' in input ? input : { object: 'external_file', ...input };
}

function absolute(url: string, publicUrl: string): string {
  return url.startsWith('/') ? `${publicUrl}${url}` : url;
}
