import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  url: string;
  port: number;
  /** Ends at once, connections included. */
  close(): Promise<void>;
}

/** @throws Error that says what to do when the port is taken */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(host, port, error) : error);
    });
    server.listen({ host, port }, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://${hostInUrl(host)}:${bound}`, port: bound, close: () => closeServer(server) };
}

function portTaken(host: string, port: number, cause: Error): Error {
  const advice = 'Stop the program that uses it, choose another port, or use 0 for any free one.';
  return new Error(`Port ${port} on ${host} is taken. ${advice}`, { cause });
}

/** An address that stands for all of them cannot be connected to by that name everywhere. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}
