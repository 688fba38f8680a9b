import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Moments in the life of a create that a kill is aimed at. */
export type CreateMoment =
  /** The service has made the task; the worker has not seen the reply. */
  | 'postInFlight'
  /** The worker has the reply; Temporal has not seen the heartbeat that carries the id. */
  | 'afterReply';

export interface RemoteProxy {
  /** What the worker is told is the remote service. */
  readonly url: string;
  /** Runs `act` at the next such moment; resolves when it ran. The request fails as a death would make it fail. */
  readonly aim: (moment: CreateMoment, act: () => void) => Promise<void>;
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

type Aim = { readonly moment: CreateMoment; readonly act: () => void };

/** Stands between a worker and the remote service, so that a death can be aimed between two bytes. */
export async function startRemoteProxy(target: string): Promise<RemoteProxy> {
  let aims: Aim[] = [];
  let requests = 0;

  /** Takes the aim for this moment, if there is one and the request is a create. */
  function hit(moment: CreateMoment, incoming: IncomingMessage): boolean {
    const aim = incoming.method === 'POST' ? aims.find((one) => one.moment === moment) : undefined;
    if (!aim) return false;
    aims = aims.filter((one) => one !== aim);
    aim.act();
    return true;
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    requests++;
    const upstream = request(new URL(incoming.url ?? '/', target), {
      method: incoming.method,
      headers: incoming.headers,
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('error', () => upstream.destroy());
    upstream.on('response', (reply) => {
      void collect(reply).then(
        (body) => {
          if (hit('postInFlight', incoming)) {
            outgoing.destroy();
            return;
          }
          outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
          outgoing.end(body, () => hit('afterReply', incoming));
        },
        () => outgoing.destroy(),
      );
    });
    incoming.pipe(upstream);
  }

  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    aim: (moment, act) =>
      new Promise((resolve) => {
        aims.push({
          moment,
          act: () => {
            act();
            resolve();
          },
        });
      }),
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function collect(reply: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
