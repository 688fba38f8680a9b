import { join } from 'node:path';
import { inputUrl, type StoredFile, type TaskRecord } from '../task-record.js';
import { keepResult } from './keep-result.js';
import { encode } from './media-engine-port.js';
import { fetchSource } from './source.js';
import type { Stages } from './stages.js';
import { describeResult, describeSource } from './stored-file.js';
import type { WorkSettings } from './work-settings.js';

/** What is done of one task. */
export interface Work {
  task: TaskRecord;
  /** An empty folder of its own, removed afterwards. */
  workDir: string;
  signal: AbortSignal;
}

export function stagesOf(task: TaskRecord): string[] {
  return ['probe', 'import', task.request.kind, 'export'];
}

/** probe → import → encode → export. The probe brings the source to disk, for only bytes can be probed. */
export async function runPipeline(
  settings: WorkSettings,
  { task, workDir, signal }: Work,
  stages: Stages,
): Promise<StoredFile> {
  const { engine } = settings;
  const url = inputUrl(task.request);
  const { kind, options } = task.request;
  const probed = await stages.run('probe', async () => {
    const source = await fetchSource(settings.source, { url, workDir, signal, onProgress: stages.progress });
    return { source, file: describeSource(url, await engine.probe(source.path, { signal })) };
  });
  await stages.run('import', async () => probed);
  const encoded = await stages.run(kind, async () => {
    const result = await encode(engine, kind, {
      input: probed.source.path,
      output: join(workDir, 'encoded'),
      options: encodeOptions(options),
      signal,
      onProgress: ({ percent }) => {
        if (percent !== null) stages.progress(percent / 100);
      },
    });
    return { result, file: describeResult('', result) };
  });
  const delivered = await stages.run('export', async () => {
    const { result } = encoded;
    const file = describeResult(await keepResult(settings, { task, result, signal }), result);
    stages.amend(kind, file);
    return { file };
  });
  return delivered.file;
}

/** The options without those that say how the result is delivered. */
export function encodeOptions(options: Record<string, unknown>): object {
  const { connection_id: _delivery, ...encoding } = options;
  return encoding;
}
