import { activityInfo, cancellationSignal, heartbeat, type CancelledFailure } from '@temporalio/activity';
import type { Clock } from '@org/ittybit-client';
import type { InspectOutputInput, MediaFile, OutputInspection } from '@org/media-contracts';
import { toApplicationFailure } from './to-application-failure.js';

/** What reading a file showed. */
export type InspectedFile =
  | ({ readonly readable: true } & Omit<MediaFile, 'url' | 'inspected' | 'inspectionProblem'>)
  /** The file was reached and is none: not there, empty, or not media. */
  | { readonly readable: false; readonly reason: string };

/** Reads a file at a URL. Throws only when it could not be reached, so that nothing is known of it. */
export interface OutputInspector {
  readonly inspect: (url: string, options: { readonly signal: AbortSignal }) => Promise<InspectedFile>;
}

/**
 * What a file of each kind may be when it is looked at: a playlist reads as the media it lists, a moving picture as a
 * picture. A video of a source without a picture is sound alone: whether that will do is for the pipeline to say.
 */
const SEEN_AS: Record<MediaFile['kind'], readonly MediaFile['kind'][]> = {
  video: ['video', 'audio'],
  audio: ['audio'],
  image: ['image'],
  animation: ['animation', 'image', 'video'],
  adaptive_video: ['adaptive_video', 'video', 'audio'],
};

/** Reads an output and compares it with what the stage should have made. */
export async function inspectOutput(
  { inspector, clock }: { readonly inspector: OutputInspector; readonly clock: Clock },
  { url, file }: InspectOutputInput,
): Promise<OutputInspection> {
  const ended = new AbortController();
  const unheard = new AbortController();
  // Nobody awaits it, and a rejection that nobody handles would end the worker.
  keepAlive(clock, ended.signal).catch((error: unknown) => {
    unheard.abort(error);
  });
  try {
    const signal = AbortSignal.any([cancellationSignal(), unheard.signal]);
    return judgeOutput(file, await inspector.inspect(url, { signal }));
  } catch (error) {
    if (cancellationSignal().aborted) throw cancellationSignal().reason as CancelledFailure;
    throw toApplicationFailure(unheard.signal.aborted ? unheard.signal.reason : error, `reading ${url}`);
  } finally {
    ended.abort();
  }
}

/** Compares what was seen of an output with what it should be. */
export function judgeOutput(file: MediaFile, seen: InspectedFile): OutputInspection {
  if (!seen.readable) return { valid: false, reason: seen.reason };
  const { readable: _, ...facts } = seen;
  if (!SEEN_AS[file.kind].includes(facts.kind)) {
    return { valid: false, reason: `the output should be ${file.kind} and is ${facts.kind}` };
  }
  const { inspectionProblem: _problem, ...told } = file;
  const kind = file.kind === 'video' ? facts.kind : file.kind;
  return { valid: true, file: { ...told, ...facts, kind, inspected: true } };
}

/** Without heartbeats the activity would not hear that it was cancelled. Rejects when one could not be given. */
async function keepAlive(clock: Clock, signal: AbortSignal): Promise<void> {
  const { heartbeatTimeoutMs } = activityInfo();
  if (!heartbeatTimeoutMs) return;
  try {
    for (;;) {
      heartbeat();
      await clock.sleep(heartbeatTimeoutMs / 3, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
