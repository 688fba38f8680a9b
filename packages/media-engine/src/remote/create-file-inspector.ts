import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError, isEngineError } from '../engine-error.js';
import type { MediaEngine } from '../media-engine.js';
import type { MediaProbe } from '../media-probe.js';
import { readHead, readTail, type RemoteFile } from './read-sample.js';
import type { SampleFetch } from './sample-fetch.js';

/** Headers of a file on disk take ffprobe milliseconds; one that it cannot get done with is no media. In ms. */
const PROBE_TIMEOUT_MS = 30_000;

/** What reading both ends of a file showed. */
export type InspectedMedia =
  | {
      readonly readable: true;
      readonly kind: MediaProbe['kind'] | 'adaptive_video';
      readonly format: string;
      readonly sizeBytes?: number;
      readonly width?: number;
      readonly height?: number;
      readonly durationSeconds?: number;
      readonly codecs?: MediaProbe['codecs'];
    }
  /** The file was reached and is none: not there, empty, or not media. */
  | { readonly readable: false; readonly reason: string };

/**
 * Reads a file at a URL. Throws what `fetch` throws, an `Error` when the server gives nothing to judge by, and an
 * `EngineError` with the code `unsupported` when what may be read of the file proves nothing either way.
 */
export interface FileInspector {
  readonly inspect: (url: string, options: { readonly signal: AbortSignal }) => Promise<InspectedMedia>;
}

export interface FileInspectorOptions {
  /** Decides which addresses may be reached, and for how long. */
  readonly fetch: SampleFetch;
  readonly engine: Pick<MediaEngine, 'probe'>;
  /** Holds at most one sparse file per inspection while it runs. Default: the system's. */
  readonly temporaryFolder?: string;
}

/** Reads both ends of a file into a temporary file and lets ffprobe say what it is: at most 8 MiB of any size. */
export function createFileInspector(options: FileInspectorOptions): FileInspector {
  const { fetch, engine, temporaryFolder = tmpdir() } = options;
  return {
    inspect: async (url, { signal }) => {
      const folder = await mkdtemp(join(temporaryFolder, 'inspect-file-'));
      try {
        return await inspect({ url, fetch, signal }, { engine, path: join(folder, 'output') });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

interface Place {
  readonly engine: Pick<MediaEngine, 'probe'>;
  readonly path: string;
}

async function inspect(source: RemoteFile, place: Place): Promise<InspectedMedia> {
  const sample = await readHead(source, place.path);
  if (!sample.found) return { readable: false, reason: sample.reason };
  const { totalBytes, complete } = sample;
  if (await isPlaylist(place.path))
    return { readable: true, kind: 'adaptive_video', format: 'hls', ...size(totalBytes) };
  const seen = await probe(place, source.signal);
  if (complete) return seen;
  if (totalBytes === undefined) return seen.readable ? withoutLength(seen) : unjudged(seen.reason);
  if (seen.readable) return seen;
  await readTail(source, place.path, totalBytes);
  const seenBoth = await probe(place, source.signal);
  return seenBoth.readable ? seenBoth : unjudged(seenBoth.reason);
}

function size(totalBytes: number | undefined): { sizeBytes?: number } {
  return totalBytes === undefined ? {} : { sizeBytes: totalBytes };
}

/** What was derived from the length of the sample would be wrong. */
function withoutLength({ sizeBytes: _size, durationSeconds: _duration, ...seen }: Readable): InspectedMedia {
  return seen;
}

/** Most of the file was not read: that is no proof against it, and another attempt would read no more. */
function unjudged(reason: string): never {
  throw new EngineError('unsupported', `the output cannot be judged by the part that was read: ${reason}`);
}

type Readable = Extract<InspectedMedia, { readable: true }>;

async function probe({ engine, path }: Place, signal: AbortSignal): Promise<InspectedMedia> {
  try {
    return toInspectedMedia(await engine.probe(path, { signal, timeoutMs: PROBE_TIMEOUT_MS }));
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.code !== 'notMedia' && error.code !== 'emptyInput') throw error;
    // ffprobe begins with the name of our temporary file, which tells nobody anything.
    const said = error.stderrTail.at(-1)?.replace(/^\S*\/output: /, '');
    return { readable: false, reason: `the output is not media: ${said ?? error.code}` };
  }
}

function toInspectedMedia(probe: MediaProbe): InspectedMedia {
  return {
    readable: true,
    kind: probe.kind,
    format: probe.format,
    sizeBytes: probe.sizeBytes,
    codecs: probe.codecs,
    ...(probe.width === null ? {} : { width: probe.width }),
    ...(probe.height === null ? {} : { height: probe.height }),
    ...(probe.durationSeconds === null ? {} : { durationSeconds: probe.durationSeconds }),
  };
}

/** ffprobe would follow a playlist to wherever it points, so it never sees one. */
async function isPlaylist(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(7), 0, 7, 0);
    return buffer.toString('latin1', 0, bytesRead) === '#EXTM3U';
  } finally {
    await file.close();
  }
}
