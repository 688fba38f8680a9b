import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { SERVER_ENV, runOnce } from './run-once.js';
import { serverBinaries, type ServerBinaries } from './server-binaries.js';
import { canReach, serverUser, type ServerUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** Keeps the data and a copy of the server (60 MB), and is made if it is not there. */
  readonly dataDir: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** Lines of the server's log. @default nothing */
  readonly log?: (line: string) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  readonly pid: number;
  /** How the server ended; pending while it runs. */
  readonly exited: Promise<void>;
  /** Ends sessions and the server, with everything written. May be called twice. */
  readonly stop: () => Promise<void>;
}

const DATABASE = 'media';
const USER = 'media';
const READY_WITHIN_MS = 60_000;
/** Where data is kept that the server's user could not reach below the folder that was asked for. */
const REACHABLE = '/var/lib/media-embedded-postgres';

interface Place {
  readonly folder: string;
  readonly user: ServerUser | undefined;
  readonly binaries: ServerBinaries;
}

/** Starts a PostgreSQL over the data of earlier calls; one that a killed process left running is stopped first. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await preparePlace(options.dataDir);
  const password = await passwordOf(place);
  await initialise(place, options.signal);
  await stopLeftOver(place);
  const child = startServer(place, options);
  const exited = once(child, 'exit').then(() => undefined);
  const stop = async (): Promise<void> => {
    // The fast way: sessions are ended, not waited for.
    child.kill('SIGINT');
    await exited;
  };
  const connectionString = `postgres://${USER}:${password}@127.0.0.1:${options.port}/${DATABASE}`;
  try {
    await untilReady(child, connectionString, options.signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { connectionString, pid: child.pid ?? 0, exited, stop };
}

async function preparePlace(dataDir: string): Promise<Place> {
  const user = await serverUser();
  const asked = resolve(dataDir);
  const own = createHash('sha256').update(asked).digest('hex').slice(0, 16);
  const folder = user === undefined || (await canReach(asked, user)) ? asked : join(REACHABLE, own);
  await mkdir(folder, { recursive: true });
  if (user) await chown(folder, user.uid, user.gid);
  return { folder, user, binaries: await serverBinaries(folder) };
}

/** Written before the database is made with it, so that an interrupted start does not lock itself out. */
async function passwordOf({ folder, user }: Place): Promise<string> {
  const file = join(folder, 'password');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${file}.${process.pid}`, password, { mode: 0o600 });
  if (user) await chown(`${file}.${process.pid}`, user.uid, user.gid);
  await rename(`${file}.${process.pid}`, file);
  return password;
}

/** Under a name of its own first: data that an interrupted call left half made is never taken for whole. */
async function initialise(place: Place, signal: AbortSignal | undefined): Promise<void> {
  const { folder, user, binaries } = place;
  if (await exists(join(folder, 'data', 'PG_VERSION'))) return;
  const temporary = join(folder, 'data.new');
  await rm(temporary, { recursive: true, force: true });
  const settings = ['--auth=scram-sha-256', `--username=${USER}`, '--encoding=UTF8', '--locale=C'];
  await runOnce(binaries.initdb, ['-D', temporary, ...settings, `--pwfile=${join(folder, 'password')}`], {
    user,
    signal,
  });
  await rename(temporary, join(folder, 'data'));
}

/** pg_ctl itself makes sure that the process in the pid file is this server. */
async function stopLeftOver({ folder, user, binaries }: Place): Promise<void> {
  const data = join(folder, 'data');
  if (!(await exists(join(data, 'postmaster.pid')))) return;
  const running = await runOnce(binaries.pgCtl, ['status', '-D', data], { user }).then(
    () => true,
    () => false,
  );
  if (running) await runOnce(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60'], { user });
}

function startServer(
  { folder, user, binaries }: Place,
  { port, log = () => undefined }: EmbeddedPostgresOptions,
): ChildProcess {
  const child = spawn(
    binaries.postgres,
    [
      ...['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1'],
      // No socket files: the path of a folder may be too long for one.
      ...['-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    ],
    {
      cwd: '/',
      env: SERVER_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(user && { uid: user.uid, gid: user.gid }),
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line) log(line);
    });
  }
  return child;
}

/** Ready is who answers a query of the database, which is made if it is not there. */
async function untilReady(
  child: ChildProcess,
  connectionString: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  let reason: unknown;
  while (Date.now() < giveUpAt) {
    signal?.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error('PostgreSQL ended before it was ready; its log says why. Is its port taken?');
    }
    try {
      await ensureDatabase(connectionString);
      return;
    } catch (error) {
      reason = error;
      await delay(50, undefined, signal && { signal });
    }
  }
  throw new Error(`PostgreSQL did not answer within ${READY_WITHIN_MS / 1_000} s`, { cause: reason });
}

async function ensureDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString: connectionString.replace(/\/[^/]*$/, '/postgres') });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
