import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The keys that are taken: those given, else the one kept in the data directory, made at the first start. */
export async function findApiKeys(dataDir: string, given: readonly string[] | undefined): Promise<string[]> {
  if (given && given.length > 0) return [...given];
  const path = join(dataDir, '.apiKey');
  const key = `ittybit_local_${randomBytes(24).toString('base64url')}`;
  try {
    await writeFile(path, `${key}\n`, { flag: 'wx', mode: 0o600 });
    return [key];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return [(await readFile(path, 'utf8')).trim()];
  }
}
