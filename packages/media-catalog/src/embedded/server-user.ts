import { readFile, stat } from 'node:fs/promises';
import { dirname, parse } from 'node:path';

/** Whom the server runs as, when it must not be us. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Root is refused by PostgreSQL, which also wants its user to have a name. */
const CANDIDATES = ['postgres', 'nobody'];

/** Undefined when we may run the server ourselves. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const candidate of CANDIDATES) {
    const found = lines.find(([name]) => name === candidate);
    if (found) return { name: candidate, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has no user ${CANDIDATES.join(' or ')} to run it as. Create one, start as another user, or set DATABASE_URL.`,
  );
}

/** Whether a user can get into a folder that may not exist yet: every folder above has to let others through. */
export async function canReach(folder: string, user: ServerUser): Promise<boolean> {
  for (let path = folder; path !== parse(path).root; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    const mine = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
    if ((found.mode & mine) === 0) return false;
  }
  return true;
}
