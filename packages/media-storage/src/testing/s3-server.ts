import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface S3Server extends S3Access {
  readonly process: ChildProcess | undefined;
  readonly makeBucket: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 20_000;
let buckets = 0;

/** A server that keeps objects in a folder of its own. */
export async function startS3Server(program: string): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'media-s3-'));
  const port = await freePort();
  const credentials = { accessKeyId: 'test-access', secretAccessKey: 'test-secret' };
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder], {
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const access = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
  const server = {
    ...reach(access),
    process: child,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await fetch(access.endpoint).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return server;
    if (Date.now() > giveUpAt || child.exitCode !== null) {
      await server.stop();
      throw new Error(`${program} did not answer at ${access.endpoint}`);
    }
    await delay(50);
  }
}

/** A server that runs already. */
export function reach(access: S3Access): S3Server {
  const client = new S3Client({ ...access, forcePathStyle: true });
  return {
    ...access,
    process: undefined,
    makeBucket: async () => {
      const Bucket = `media-test-${process.pid}-${Date.now()}-${++buckets}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    stop: async () => {
      client.destroy();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
