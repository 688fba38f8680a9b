import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** A file below a root, or null when the URL path names none or leads out of it, also by a symbolic link. */
export async function findFileBelow(
  root: string,
  urlPath: string,
): Promise<{ path: string; sizeBytes: number; modifiedAtMs: number } | null> {
  const name = decode(urlPath);
  if (name === null) return null;
  try {
    const realRoot = await realpath(root);
    const path = await realpath(resolve(realRoot, name));
    if (!path.startsWith(realRoot + sep)) return null;
    const facts = await stat(path);
    return facts.isFile() ? { path, sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs } : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function decode(urlPath: string): string | null {
  try {
    const name = decodeURIComponent(urlPath);
    const segments = name.split('/');
    const unsafe =
      /[\0\\]/.test(name) || segments.some((segment) => segment === '' || segment.startsWith('.'));
    return unsafe ? null : name;
  } catch {
    return null;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'].includes(code);
}
