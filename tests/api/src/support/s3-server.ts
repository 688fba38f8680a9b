import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startProcess } from '@org/dev-stack';

/** An S3 server over a folder, in which a bucket is a folder and an object a file. */
export interface S3Server {
  readonly endpoint: string;
  /** What a process needs to reach it. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of a new bucket. */
  readonly makeBucket: (name: string) => string;
  readonly stop: () => Promise<unknown>;
}

/** @param program versitygw, as `./dev test` finds or builds it */
export async function startS3Server(program: string, dataDir: string): Promise<S3Server> {
  const folder = join(dataDir, 's3');
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    name: 'versitygw',
    command: program,
    args: ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder],
    env: { ROOT_ACCESS_KEY: 'test-access', ROOT_SECRET_KEY: 'test-secret' },
    logFile: join(dataDir, 'versitygw.log'),
    ready: () =>
      fetch(endpoint).then(
        async (answer) => {
          await answer.body?.cancel();
          return true;
        },
        () => false,
      ),
  });
  return {
    endpoint,
    env: {
      S3_ENDPOINT: endpoint,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: 'test-access',
      S3_SECRET_ACCESS_KEY: 'test-secret',
    },
    makeBucket: (name) => {
      const bucket = join(folder, name);
      mkdirSync(bucket);
      return bucket;
    },
    stop: () => running.stop(),
  };
}
