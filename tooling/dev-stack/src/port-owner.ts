import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { capture } from './capture.ts';
import { commandLineOf } from './process-identity.ts';

/** The process that listens on a TCP port, as far as this user may know it: "process 123 (nginx …)". */
export async function portOwner(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? ownerFromProc(port) : await ownerFromLsof(port);
  if (pid === undefined) return undefined;
  return `process ${pid} (${(commandLineOf(pid) ?? 'its command line is hidden').slice(0, 160)})`;
}

const LISTENING = '0A';

function ownerFromProc(port: number): number | undefined {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  return readNames('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .find((pid) =>
      readNames(`/proc/${pid}/fd`).some((fd) => inodes.has(linkTarget(`/proc/${pid}/fd/${fd}`))),
    );
}

/** Columns of /proc/net/tcp: slot, local address, remote address, state, …, the tenth is the inode. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  try {
    return readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1]?.endsWith(suffix) === true && columns[3] === LISTENING)
      .map((columns) => `socket:[${columns[9] ?? ''}]`);
  } catch {
    return [];
  }
}

async function ownerFromLsof(port: number): Promise<number | undefined> {
  const pid = Number((await capture('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']))?.split('\n')[0]);
  return pid > 0 ? pid : undefined;
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
