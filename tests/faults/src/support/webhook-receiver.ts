import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { receiveWebhook, type IttybitClient, type RemoteTask } from '@org/ittybit-client';

export interface WebhookReceiver {
  readonly url: string;
  /** How many deliveries came, whatever they said. */
  readonly deliveries: () => number;
  /** What each told task is, by the service's own word. */
  readonly believed: () => ReadonlyMap<string, RemoteTask>;
  readonly close: () => Promise<void>;
}

/** Takes a webhook for a hint, as a receiver should: the task is read again before it is believed. */
export async function startWebhookReceiver(client: IttybitClient): Promise<WebhookReceiver> {
  let deliveries = 0;
  const believed = new Map<string, RemoteTask>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { task } = await receiveWebhook({ body: Buffer.concat(chunks), headers: request.headers });
      believed.set(task.id, await client.get(task.id));
      deliveries++;
      response.end();
    })().catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries: () => deliveries,
    believed: () => believed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
