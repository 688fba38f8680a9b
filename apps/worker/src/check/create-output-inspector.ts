import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { badInput, type GuardedFetch, type InspectedFile, type OutputInspector } from '@org/media-activities';
import { isEngineError, type MediaEngine, type MediaProbe } from '@org/media-engine';
import { readHead, readTail } from './read-sample.js';

/** Headers of a file on disk take ffprobe milliseconds; one that it cannot get done with is no media. In ms. */
const PROBE_TIMEOUT_MS = 30_000;

export interface OutputInspectorOptions {
  /** Decides which addresses may be reached, and for how long. */
  readonly fetch: GuardedFetch;
  readonly engine: Pick<MediaEngine, 'probe'>;
  /** Holds at most one sparse file per inspection while it runs. Default: the system's. */
  readonly temporaryFolder?: string;
}

/** Reads both ends of an output into a temporary file and lets ffprobe say what it is: at most 8 MiB of any size. */
export function createOutputInspector(options: OutputInspectorOptions): OutputInspector {
  const { fetch, engine, temporaryFolder = tmpdir() } = options;
  return {
    inspect: async (url, { signal }) => {
      const folder = await mkdtemp(join(temporaryFolder, 'inspect-output-'));
      try {
        return await inspect({ url, fetch, signal }, { engine, path: join(folder, 'output') });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

type Source = Parameters<typeof readHead>[0];
interface Place {
  readonly engine: Pick<MediaEngine, 'probe'>;
  readonly path: string;
}

async function inspect(source: Source, place: Place): Promise<InspectedFile> {
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
function withoutLength({ sizeBytes: _size, durationSeconds: _duration, ...seen }: Readable): InspectedFile {
  return seen;
}

/** Most of the file was not read: that is no proof against it, and another attempt would read no more. */
function unjudged(reason: string): never {
  throw badInput(`the output cannot be judged by the part that was read: ${reason}`);
}

type Readable = Extract<InspectedFile, { readable: true }>;

async function probe({ engine, path }: Place, signal: AbortSignal): Promise<InspectedFile> {
  try {
    return toInspectedFile(await engine.probe(path, { signal, timeoutMs: PROBE_TIMEOUT_MS }));
  } catch (error) {
    if (!isEngineError(error)) throw error;
    if (error.code === 'unsupported') throw badInput(error.message);
    if (error.code !== 'notMedia' && error.code !== 'emptyInput') throw error;
    // ffprobe begins with the name of our temporary file, which tells nobody anything.
    const said = error.stderrTail.at(-1)?.replace(/^\S*\/output: /, '');
    return { readable: false, reason: `the output is not media: ${said ?? error.code}` };
  }
}

function toInspectedFile(probe: MediaProbe): InspectedFile {
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
