import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { Failure } from './failure.ts';
import { dataDir, shown } from './paths.ts';
import { portOwner } from './port-owner.ts';

/** The ports of a stack. URLs with them are in workflow histories, so they stay what they were. */
export interface Ports {
  readonly temporal: number;
  readonly ui: number;
  readonly ittybit: number;
  readonly workerHttp: number;
  readonly postgres: number;
  readonly api: number;
}

/** Where the search for free ports begins; each service looks in a range of its own. */
const PREFERRED: Ports = {
  temporal: 7733,
  ui: 7833,
  ittybit: 7933,
  workerHttp: 7633,
  postgres: 7533,
  api: 7433,
};
const RANGE = 60;

/** The ports of the file, and free ones for what it does not name; all are written there for every later call. */
export async function loadPorts(file: string): Promise<Ports> {
  const kept = readPorts(file) ?? {};
  const names = Object.keys(PREFERRED) as (keyof Ports)[];
  const missing = names.filter((name) => kept[name] === undefined);
  if (missing.length === 0) return kept as Ports;
  const chosen: Partial<Record<keyof Ports, number>> = { ...kept };
  for (const name of missing) chosen[name] = await firstFree(PREFERRED[name]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(chosen, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
  return chosen as Ports;
}

/** Fails, naming who has it, if a port that was chosen earlier is taken by now. */
export async function requireFree(name: string, port: number): Promise<void> {
  if (await isFree(port)) return;
  const owner = (await portOwner(port)) ?? 'a process that cannot be seen from here';
  throw new Failure(
    `Port ${port} of ${name} is taken by ${owner}. URLs with this port are in the histories of earlier runs, so ./dev does not move to another one by itself. Stop that process, or change the port in ${shown(resolve(dataDir, 'ports.json'))}, or start over with \`./dev clean\`.`,
  );
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/**
 * A port nobody listens on now. It lies below those that systems give to outgoing connections (Linux from 32768,
 * macOS and Windows from 49152): one of those may be taken again before its server listens.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Failure(
    'A hundred TCP ports of 127.0.0.1 between 20000 and 32000 were tried, and all are taken.',
  );
}

async function firstFree(from: number): Promise<number> {
  for (let port = from; port < from + RANGE; port++) if (await isFree(port)) return port;
  return freePort();
}

function readPorts(file: string): Partial<Ports> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const ports = parse(text);
  if (ports === undefined)
    throw new Failure(
      `${file} does not hold the ports ${Object.keys(PREFERRED).join(', ')}. Correct it, or delete it to have new ones chosen.`,
    );
  return ports;
}

/** A file of an earlier version names fewer of them. */
function parse(text: string): Partial<Ports> | undefined {
  try {
    const value = JSON.parse(text) as Partial<Ports>;
    const known = Object.keys(PREFERRED).filter((name) => name in value);
    const whole = known.every((name) => {
      const port = value[name as keyof Ports];
      return Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;
    });
    return whole && known.length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
