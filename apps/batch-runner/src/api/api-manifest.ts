import { CliError } from '../cli-error.js';
import { parsedManifest, type ManifestSource } from '../batch/verify/manifest-source.js';
import { EXIT } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';

const MANIFEST = 'manifest.json';

/** The manifest of a batch, byte for byte as it was written, and what lies beside it. */
export async function manifestOverApi({ api }: ApiTools, id: string): Promise<ManifestSource> {
  const { data: batch } = await api.GET('/v1/batches/{id}', { params: { path: { id } } });
  if (!batch?.manifest) {
    const message = `${id} has no manifest: it is ${batch?.state ?? 'unknown'}, and writes one at its end.`;
    throw new CliError(message, EXIT.wrongState, { workflowId: id, state: batch?.state });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of read(MANIFEST)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return { ...parsedManifest(text, `${MANIFEST} of ${id}`), read, toldSha256: batch.manifest.sha256 };

  async function* read(name: string): AsyncGenerator<Uint8Array> {
    const { data } = await api.GET('/v1/batches/{id}/manifest/{name}', {
      params: { path: { id, name } },
      parseAs: 'stream',
    });
    if (data) yield* data;
  }
}
