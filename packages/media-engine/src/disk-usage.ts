import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Bytes in a file, or in all files of a folder; 0 for what does not exist (yet). */
export async function diskUsage(target: string): Promise<number> {
  try {
    const facts = await stat(target);
    if (!facts.isDirectory()) return facts.size;
    const names = await readdir(target);
    const sizes = await Promise.all(names.map((name) => diskUsage(path.join(target, name))));
    return sizes.reduce((total, size) => total + size, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
