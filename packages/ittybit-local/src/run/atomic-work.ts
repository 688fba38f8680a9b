import { join } from 'node:path';
import { contentTypeOf } from '../content-type.js';
import { inputUrl, type StoredFile } from '../task-record.js';
import { copyDurably, moveDurably } from './durable-move.js';
import { keepResult } from './keep-result.js';
import { encode } from './media-engine-port.js';
import { encodeOptions, type Work } from './pipeline-work.js';
import { fetchSource, type Source } from './source.js';
import { describeResult, describeSource, extensionOf } from './stored-file.js';
import type { WorkSettings } from './work-settings.js';

/** One operation: probe, import, export or an encode. */
export async function runAtomic(
  settings: WorkSettings,
  work: Work,
  onProgress: (share: number) => void,
): Promise<StoredFile> {
  const { task, workDir, signal } = work;
  const { engine } = settings;
  const url = inputUrl(task.request);
  const source = await fetchSource(settings.source, {
    url,
    workDir,
    signal,
    onProgress: (share) => {
      onProgress(share / 10);
    },
  });
  const { kind, options } = task.request;
  if (kind === 'export') return exportSource(settings, work, source);
  if (kind === 'probe') return describeSource(url, await engine.probe(source.path, { signal }));
  if (kind === 'import') return importSource(settings, work, source);
  const result = await encode(engine, kind, {
    input: source.path,
    output: join(workDir, 'encoded'),
    options: encodeOptions(options),
    signal,
    onProgress: ({ percent }) => {
      if (percent !== null) onProgress(0.1 + (0.9 * percent) / 100);
    },
  });
  return describeResult(await keepResult(settings, { task, result, signal }), result);
}

async function importSource(
  { engine, filesDir }: WorkSettings,
  { task, signal }: Work,
  source: Source,
): Promise<StoredFile> {
  const probe = await engine.probe(source.path, { signal });
  const name = `source.${extensionOf(probe.format)}`;
  await (source.owned ? moveDurably : copyDurably)(source.path, join(filesDir, task.id, name));
  return describeSource(`/files/${task.id}/${name}`, probe);
}

async function exportSource(
  { engine, exportTarget }: WorkSettings,
  { task, signal }: Work,
  source: Source,
): Promise<StoredFile> {
  const probe = await engine.probe(source.path, { signal });
  const { url, connection_id: connectionId } = task.request.options as {
    url: string;
    connection_id?: string;
  };
  const contentType = contentTypeOf(`source.${extensionOf(probe.format)}`);
  const put = await exportTarget.put({
    url,
    path: source.path,
    contentType,
    connectionId: connectionId ?? null,
    signal,
  });
  return describeSource(put.url, probe);
}
