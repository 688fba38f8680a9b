import type { RemoteTask } from '@org/ittybit-client';
import type { MediaFile, RemoteKind, RemoteOutcome } from '@org/media-contracts';
import { redactUrls } from './redact-url.js';
import type { WatchEnd } from './remote-watcher.js';

interface Ended {
  readonly kind: RemoteKind;
  readonly remoteId: string;
  readonly throttledMs: number;
  readonly calls: number;
  readonly end: WatchEnd;
}

/** How a remote task ended, as facts. What follows from it is the workflow's to decide. */
export function remoteOutcome({ kind, remoteId, throttledMs, calls, end }: Ended): RemoteOutcome {
  const own = {
    remoteId,
    ...(throttledMs > 0 && { throttledMs }),
    // A thousandth of a call is exact enough, and short in a history.
    calls: Math.round(calls * 1_000) / 1_000,
  };
  if ('lostSince' in end) {
    const since = new Date(end.lostSince).toISOString();
    const message = `The service has not known the task since ${since}, neither by its id nor in its list.`;
    return { outcome: 'remoteLost', ...own, error: { kind: 'task_not_found', message } };
  }
  const task = end.ended;
  const facts = { ...own, ...timesOf(task) };
  if (task.state === 'cancelled') {
    return { outcome: 'remoteCancelled', ...facts, error: errorOf(task, 'Cancelled at the service.') };
  }
  if (task.state === 'failed') {
    return { outcome: 'remoteFailed', ...facts, error: errorOf(task, 'The service gave no reason.') };
  }
  if (task.outputUrl === null) {
    const message = 'The service says that the task succeeded and names no output.';
    return { outcome: 'remoteFailed', ...facts, error: { kind: 'output_missing', message } };
  }
  return {
    outcome: 'succeeded',
    ...facts,
    outputUrl: task.outputUrl,
    file: fileOf(kind, task.outputUrl, task),
  };
}

function timesOf({ createdAt, finishedAt }: RemoteTask): { createdAt?: number; finishedAt?: number } {
  return { ...(createdAt !== null && { createdAt }), ...(finishedAt !== null && { finishedAt }) };
}

/** Of a service's own words so many characters are kept: the outcome has to fit into a history. */
const MAX_MESSAGE_LENGTH = 1_000;
/** So many are read at all: a hostile message must not keep the redaction busy. */
const MAX_READ_LENGTH = 8_192;

/** The message goes into failures and the UI, and a service that could not fetch its input may quote a presigned URL. */
function errorOf({ error }: RemoteTask, otherwise: string): { kind?: string; message: string } {
  if (error === null) return { message: otherwise };
  const said = redactUrls(error.message.slice(0, MAX_READ_LENGTH));
  const message = said.length > MAX_MESSAGE_LENGTH ? `${said.slice(0, MAX_MESSAGE_LENGTH)}… (cut)` : said;
  return { ...(error.kind !== null && { kind: error.kind }), message };
}

/** The output as the service describes it; nobody has looked at the file yet. */
function fileOf(kind: RemoteKind, url: string, { output }: RemoteTask): MediaFile {
  const { format, width, height, durationSeconds, sizeBytes } = output ?? {};
  const { video, audio } = output?.codecs ?? {};
  const codecs = withoutNulls({ video, audio });
  return {
    url,
    kind,
    inspected: false,
    ...withoutNulls({ format, width, height, durationSeconds, sizeBytes }),
    ...(Object.keys(codecs).length > 0 && { codecs }),
  };
}

function withoutNulls<T extends Record<string, unknown>>(
  facts: T,
): { [Name in keyof T]?: NonNullable<T[Name]> } {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as { [Name in keyof T]?: NonNullable<T[Name]> };
}
