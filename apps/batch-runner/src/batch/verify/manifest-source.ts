import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReadManifestFile } from '@org/media-activities';
import { batchFolder, manifestKey, type BatchManifest } from '@org/media-contracts';
import { BatchManifestSchema } from '@org/media-contracts/schemas';
import {
  describeBatch,
  firstRunId,
  manifestFiles,
  parseDocument,
  readBatchEnding,
  runState,
} from '@org/media-control';
import { isStoreError } from '@org/media-storage';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';
import { withSession, type Tools } from '../../shell.js';
import { requiredStore } from '../local-store.js';

/** A manifest and how to read what lies beside it. */
export interface ManifestSource {
  readonly name: string;
  readonly manifest: BatchManifest;
  readonly read: ReadManifestFile;
  /** SHA-256 of `manifest.json` itself. */
  readonly sha256: string;
  /** What the batch said that it should be; only known of a batch that Temporal knows. */
  readonly toldSha256?: string;
}

const STORE = 'store:';

/** Finds a manifest: a file on disk, `store:<key>`, or that of a batch by its name. */
export async function manifestSource(tools: Tools, text: string): Promise<ManifestSource> {
  if (text.startsWith(STORE)) return fromStore(tools, text.slice(STORE.length));
  const path = await manifestPath(text);
  return path === undefined ? fromBatch(tools, text) : fromDisk(path);
}

/** A folder stands for the manifest in it; one without any may just have the name of a batch. */
export async function manifestPath(text: string): Promise<string | undefined> {
  const isPath = /[/\\]|\.json$/.test(text);
  try {
    if (!(await stat(text)).isDirectory()) return text;
    const inside = join(text, 'manifest.json');
    await stat(inside);
    return inside;
  } catch (error) {
    if (!isPath) return undefined;
    throw new CliError(`${text} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}

async function fromDisk(path: string): Promise<ManifestSource> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, EXIT.usage);
  });
  const folder = dirname(path);
  return {
    ...parsedManifest(text, path),
    // Names that lead out of the folder are refused before they are opened.
    read: (name) => createReadStream(join(folder, name)),
  };
}

async function fromStore({ env, interrupted: signal }: Tools, key: string): Promise<ManifestSource> {
  const store = await requiredStore(env, 'read a manifest of the store');
  const folder = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  try {
    const { body } = await store.get(key, { signal });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    return { ...parsedManifest(text, `${STORE}${key}`), read: manifestFiles(store, folder, signal) };
  } catch (error) {
    if (!isStoreError(error, 'notFound')) throw error;
    throw new CliError(`There is no manifest ${STORE}${key}.`, EXIT.notFound);
  }
}

async function fromBatch(tools: Tools, workflowId: string): Promise<ManifestSource> {
  const found: { key?: string; sha256?: string } = {};
  await withSession(tools, async ({ session }) => {
    const description = await describeBatch(session, workflowId);
    const state = runState(description.status.name);
    if (state === 'running') {
      const message = `${workflowId} is still running: it writes its manifest at its end.`;
      throw new CliError(message, EXIT.wrongState, { workflowId, state });
    }
    const { result } = await readBatchEnding(session, description);
    found.key =
      result?.manifest.key ?? manifestKey(batchFolder({ workflowId, runId: firstRunId(description) }));
    if (result) found.sha256 = result.manifest.sha256;
    return EXIT.ok;
  });
  const source = await fromStore(tools, found.key ?? '');
  return found.sha256 === undefined ? source : { ...source, toldSha256: found.sha256 };
}

/** @param name Of the manifest, for whoever reads what is wrong with it. */
export function parsedManifest(
  text: string,
  name: string,
): Pick<ManifestSource, 'name' | 'manifest' | 'sha256'> {
  return {
    name,
    manifest: parseDocument(text, BatchManifestSchema, name),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
