import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { UPLOADS, type Api } from '../create-api.js';
import { cutOffSlowClients, LOOK_EVERY_MS, type Patience } from './slow-clients.js';

export interface HttpServer {
  /** For example `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes nothing new, lets what is under way end for so long, and cuts off the rest. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** @throws an error that names the setting to change, when it cannot listen there */
export async function serve(
  { app }: Pick<Api, 'app'>,
  { host, port, patience }: { readonly host: string; readonly port: number; readonly patience?: Patience },
): Promise<HttpServer> {
  const serverOptions = { connectionsCheckingInterval: LOOK_EVERY_MS };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  cutOffSlowClients(server, { uploads: UPLOADS, ...(patience && { patience }) });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port} (${String(error)}): see API_HOST and API_PORT`, {
      cause: error,
    });
  }
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async (graceMs) => {
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, graceMs);
      if (server.listening || (await connectionsOf(server)) > 0) await once(server, 'close');
      clearTimeout(timer);
    },
  };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => {
      resolve(count);
    });
  });
}
