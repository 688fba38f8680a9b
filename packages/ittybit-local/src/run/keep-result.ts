import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { contentTypeOf } from '../content-type.js';
import type { TaskRecord } from '../task-record.js';
import { moveDurably } from './durable-move.js';
import type { ExportTarget } from './export-target.js';
import type { EncodeResult } from './media-engine-port.js';
import { extensionOf } from './stored-file.js';

/**
 * Puts the result of a pipeline where it was asked for, else under the task's own URL.
 * @returns its URL; of a package, that of the master playlist
 */
export async function keepResult(
  settings: { filesDir: string; exportTarget: ExportTarget },
  { task, result, signal }: { task: TaskRecord; result: EncodeResult; signal: AbortSignal },
): Promise<string> {
  const { output, options } = task.request;
  if (output !== null) {
    const { connection_id: connectionId } = options as { connection_id?: string };
    return exportResult(settings.exportTarget, {
      url: output,
      result,
      connectionId: connectionId ?? null,
      signal,
    });
  }
  if (result.probe.format === 'hls') {
    await moveDurably(dirname(result.path), join(settings.filesDir, task.id));
    return `/files/${task.id}/${basename(result.path)}`;
  }
  const name = `output.${extensionOf(result.probe.format)}`;
  await moveDurably(result.path, join(settings.filesDir, task.id, name));
  return `/files/${task.id}/${name}`;
}

async function exportResult(
  target: ExportTarget,
  place: { url: string; result: EncodeResult; connectionId: string | null; signal: AbortSignal },
): Promise<string> {
  const { url, result, connectionId, signal } = place;
  if (result.probe.format === 'hls') {
    const folder = dirname(result.path);
    const others = (await readdir(folder)).filter((name) => name !== basename(result.path));
    // The master playlist goes last: who can read it can read all it names.
    for (const name of others) {
      const partUrl = `${url.slice(0, url.lastIndexOf('/'))}/${name}`;
      await target.put({
        url: partUrl,
        path: join(folder, name),
        contentType: contentTypeOf(name),
        connectionId,
        signal,
      });
    }
  }
  const { contentType } = result;
  return (await target.put({ url, path: result.path, contentType, connectionId, signal })).url;
}
