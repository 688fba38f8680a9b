import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
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
}

/** Where the search for free ports begins; each service looks in a range of its own. */
const PREFERRED: Ports = { temporal: 7733, ui: 7833, ittybit: 7933, workerHttp: 7633 };
const RANGE = 60;

/** The ports of the file, or free ones, which are written there for every later call. */
export async function loadPorts(file: string): Promise<Ports> {
  const kept = readPorts(file);
  if (kept !== undefined) return kept;
  const ports: Ports = {
    temporal: await firstFree(PREFERRED.temporal),
    ui: await firstFree(PREFERRED.ui),
    ittybit: await firstFree(PREFERRED.ittybit),
    workerHttp: await firstFree(PREFERRED.workerHttp),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(ports, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
  return ports;
}

/** Fails, naming who has it, if a port that was chosen earlier is taken by now. */
export async function requireFree(name: string, port: number): Promise<void> {
  if (await isFree(port)) return;
  const owner = (await portOwner(port)) ?? 'a process that cannot be seen from here';
  throw new Failure(
    `Port ${port} of ${name} is taken by ${owner}. URLs with this port are in the histories of earlier runs, so ./dev does not move to another one by itself. Stop that process, or change the port in ${shown(resolve(dataDir, 'ports.json'))}, or start over with \`./dev clean\`.`,
  );
}

export async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== undefined;
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new Failure('The system has no free TCP port left on 127.0.0.1.');
  return port;
}

async function firstFree(from: number): Promise<number> {
  for (let port = from; port < from + RANGE; port++) if (await isFree(port)) return port;
  return freePort();
}

/** Listens for a moment on loopback; undefined if the port is taken. */
function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}

function readPorts(file: string): Ports | undefined {
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

function parse(text: string): Ports | undefined {
  try {
    const value = JSON.parse(text) as Partial<Ports>;
    const whole = Object.keys(PREFERRED).every((name) => {
      const port = value[name as keyof Ports];
      return Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;
    });
    return whole ? (value as Ports) : undefined;
  } catch {
    return undefined;
  }
}
