import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a remote service, and signs the URL of every output as a private bucket would. */
export async function startSigningService(
  target: string,
  query: string,
): Promise<{ readonly url: string; readonly close: () => void }> {
  async function answer(incoming: IncomingMessage): Promise<{ status: number; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = 'GET', headers } = incoming;
    const { authorization = '', 'idempotency-key': key } = headers;
    const reply = await fetch(new URL(incoming.url ?? '/', target), {
      method,
      headers: {
        authorization,
        'content-type': 'application/json',
        ...(typeof key === 'string' && { 'idempotency-key': key }),
      },
      ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
    });
    const body = (await reply.text()).replaceAll(/(\/files\/[^"?]+)"/g, `$1?${query}"`);
    return { status: reply.status, body };
  }
  const server = createServer((incoming, outgoing) => {
    answer(incoming).then(
      ({ status, body }) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body),
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
