import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIttybitClient } from '@org/ittybit-client';
import {
  createRemoteAccount,
  createRemoteAccounts,
  createWebhookReceiver,
  webhookUrl,
  type WebhookOutcome,
  type WebhookReceiver,
} from '@org/media-activities';
import type { Stack } from '@org/tests-harness';

const SECRET = 'what the addresses of this suite are signed with';

/** The receiver of webhooks behind a plain server, as an api has it behind its routes. */
export interface WebhookServer {
  /** The address for the tasks of a workflow. */
  readonly urlFor: (workflowId: string) => string;
  /** How many webhooks came to each end since `forget`. */
  readonly count: (outcome: WebhookOutcome) => number;
  /** How many requests the receiver made since `forget`. */
  readonly calls: () => number;
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export async function startWebhookServer({ client, workerEnv }: Stack): Promise<WebhookServer> {
  const counts = new Map<WebhookOutcome, number>();
  let calls = 0;
  const remote = createIttybitClient({
    apiKey: workerEnv['ITTYBIT_API_KEY'] ?? '',
    baseUrl: workerEnv['ITTYBIT_BASE_URL'] ?? '',
    retry: { attempts: 1 },
  });
  const account = createRemoteAccount({
    client: remote,
    metrics: {
      remoteCall: () => {
        calls++;
      },
      remoteTask: () => undefined,
      waited: () => undefined,
    },
  });
  const receiver = createWebhookReceiver({
    accounts: createRemoteAccounts({
      accounts: new Map([['default', account]]),
      settingOf: () => 'ITTYBIT_API_KEY',
    }),
    secrets: [SECRET],
    complete: (activity, outcome) => client.activity.complete(activity, outcome),
    metrics: {
      webhook: ({ outcome }) => {
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      },
    },
  });
  const { publicUrl, close } = await serve(receiver);
  return {
    urlFor: (workflowId) => webhookUrl({ publicUrl, secret: SECRET }, { account: 'default', workflowId }),
    count: (outcome) => counts.get(outcome) ?? 0,
    calls: () => calls,
    forget: () => {
      counts.clear();
      calls = 0;
    },
    close,
  };
}

async function serve(receiver: WebhookReceiver): Promise<{ publicUrl: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const token = request.url?.split('/').at(-1) ?? '';
      const { status } = await receiver.receive({ token, body: await bodyOf(request) });
      response.writeHead(status).end();
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
