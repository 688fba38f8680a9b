import { join } from 'node:path';
import { findFileBelow } from '../http/safe-path.js';
import { downloadSource, type DownloadLimits } from './source-download.js';
import { WorkError } from './work-error.js';

/** A source on this machine's disk. */
export interface Source {
  path: string;
  /** Whether it lies in the work folder, so that it may be moved away. */
  owned: boolean;
}

export interface SourceSettings {
  filesDir: string;
  inputsDir: string | null;
  ownOrigins: () => readonly string[];
  limits: DownloadLimits;
}

/** Brings a source to disk. What this server itself serves is read where it lies. */
export async function fetchSource(
  settings: SourceSettings,
  source: { url: string; workDir: string; signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Source> {
  const url = new URL(source.url);
  if (settings.ownOrigins().includes(url.origin))
    return { path: await findOwnFile(settings, url), owned: false };
  const path = join(source.workDir, 'source');
  await downloadSource({ ...source, path, limits: settings.limits });
  return { path, owned: true };
}

async function findOwnFile({ filesDir, inputsDir }: SourceSettings, url: URL): Promise<string> {
  const [, folder = '', name = ''] = /^\/(files|inputs)\/(.+)$/.exec(url.pathname) ?? [];
  const root = folder === 'inputs' ? inputsDir : folder === 'files' ? filesDir : null;
  const file = root === null ? null : await findFileBelow(root, name);
  if (!file)
    throw new WorkError('invalid_input', `The source ${url.pathname} of this server does not exist (404).`);
  if (file.sizeBytes === 0)
    throw new WorkError('invalid_input', `The source ${url.pathname} is empty: it has 0 bytes.`);
  return file.path;
}
