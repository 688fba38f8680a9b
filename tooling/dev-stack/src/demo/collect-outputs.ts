import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createMediaEngine, type MediaProbe } from '@org/media-engine';
import { reasonOf } from '../failure.ts';
import { dataDir } from '../paths.ts';
import { mediaTool } from '../tools.ts';
import { checkOutput, OUTPUTS, type OutputName } from './check-output.ts';

/** An output that was fetched and read. */
interface DemoOutput {
  readonly url: string;
  readonly path: string;
  readonly bytes: number;
  readonly probe: MediaProbe;
}

/** An output, or why there is none that is right. Both, if it is there and not what it should be. */
export interface CollectedOutput {
  readonly output?: DemoOutput;
  readonly problem?: string;
}

export type CollectedOutputs = Readonly<Record<OutputName, CollectedOutput>>;

export interface CollectOptions {
  readonly workflowId: string;
  readonly urls: Readonly<Partial<Record<OutputName, string>>>;
  /** Why a stage made nothing, where that is known. */
  readonly reasons: Readonly<Partial<Record<OutputName, string>>>;
  readonly signal: AbortSignal;
}

/** Fetches what a pipeline made into `demo/<workflow>` of the data, and says of each what ffprobe says. */
export async function collectOutputs(options: CollectOptions): Promise<CollectedOutputs> {
  const folder = resolve(dataDir, 'demo', options.workflowId);
  mkdirSync(folder, { recursive: true });
  const entries = await Promise.all(
    OUTPUTS.map(async (name) => [name, await collect(name, folder, options)] as const),
  );
  return Object.fromEntries(entries) as unknown as CollectedOutputs;
}

async function collect(
  name: OutputName,
  folder: string,
  { urls, reasons, signal }: CollectOptions,
): Promise<CollectedOutput> {
  const url = urls[name];
  if (url === undefined) return { problem: reasons[name] ?? 'the pipeline made none' };
  const path = resolve(folder, `${name}${extname(new URL(url).pathname)}`);
  try {
    await download(url, path, signal);
    const engine = createMediaEngine({ ffmpegPath: mediaTool('ffmpeg'), ffprobePath: mediaTool('ffprobe') });
    const probe = await engine.probe(path, { signal });
    const problem = checkOutput(name, probe);
    return {
      output: { url, path, bytes: statSync(path).size, probe },
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (error) {
    return { problem: `${url} could not be checked: ${reasonOf(error)}` };
  }
}

/** Fetches a file; what is at `path` is complete or not there at all. */
export async function download(url: string, path: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`the answer was ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(`${path}.part`), { signal });
  renameSync(`${path}.part`, path);
}
