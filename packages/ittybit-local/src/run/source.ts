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
  /** The path of a URL that leads to this server; null for any other. */
  ownPath: (url: URL) => string | null;
  limits: DownloadLimits;
}

/** Brings a source to disk. What this server itself serves is read where it lies. */
export async function fetchSource(
  settings: SourceSettings,
  source: { url: string; workDir: string; signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Source> {
  const ownPath = settings.ownPath(new URL(source.url));
  if (ownPath !== null) return { path: await findOwnFile(settings, ownPath), owned: false };
  const path = join(source.workDir, 'source');
  await downloadSource({ ...source, path, limits: settings.limits });
  return { path, owned: true };
}

async function findOwnFile({ filesDir, inputsDir }: SourceSettings, ownPath: string): Promise<string> {
  const [, folder = '', name = ''] = /^\/(files|inputs)\/(.+)$/.exec(ownPath) ?? [];
  const root = folder === 'inputs' ? inputsDir : folder === 'files' ? filesDir : null;
  const file = root === null ? null : await findFileBelow(root, name);
  if (!file)
    throw new WorkError('invalid_input', `The source ${ownPath} of this server does not exist (404).`);
  if (file.sizeBytes === 0)
    throw new WorkError('invalid_input', `The source ${ownPath} is empty: it has 0 bytes.`);
  return file.path;
}
