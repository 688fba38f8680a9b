import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker } from '@org/dev-stack';
import type { BatchItem } from '@org/media-contracts';
import { callBatchRunner, runBatchRunner } from '@org/tests-harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endOf, startBatch } from './support/batches.ts';
import { readManifest } from './support/manifests.ts';
import { startSigningService } from './support/signing-service.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-batch-secrets', worker: false });

const SIGNATURE = 'c0ffee0123456789';
const PRESIGNED = `X-Amz-Credential=AKIA&X-Amz-Signature=${SIGNATURE}`;

/** A worker that says all it has to say, of a service that signs its outputs. Returns where it says it. */
async function startTalkativeWorker(): Promise<string> {
  const service = await startSigningService(stack().proxy.url, PRESIGNED);
  onTestFinished(service.close);
  const worker = await startWorker({
    dataDir: join(stack().dataDir, 'talkative-worker'),
    env: { ...stack().workerEnv, LOG_LEVEL: 'trace', ITTYBIT_BASE_URL: service.url },
  });
  onTestFinished(async () => {
    await worker.stop();
  });
  return worker.logFile;
}

function presigned(count: number): BatchItem[] {
  return Array.from({ length: count }, (_, at) => ({
    url: `https://media.test/secret/${at}.mp4?${PRESIGNED}`,
    kind: 'video',
    id: `film-${at}`,
  }));
}

function textsBelow(folder: string): { readonly name: string; readonly text: string }[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), 'utf8') }));
}

describe('a batch over presigned URLs', () => {
  it('has no signature in its manifest, in a log, or in anything that is printed, and the API key nowhere', async () => {
    const logFile = await startTalkativeWorker();
    // Some fail and some answer badly, so that errors are told as well.
    await stack().admin.setFaults([
      { fault: 'failed', permanent: true, inputIncludes: '/secret/1.mp4' },
      { fault: 'serverError', route: 'create', count: 3 },
      { fault: 'html', route: 'create', count: 2 },
    ]);
    const result = await endOf(await startBatch(stack(), 'secret', presigned(6)));
    expect(result.counts).toMatchObject({ succeeded: 5, failed: 1 });
    const { folder, rows } = readManifest(stack(), result);
    expect(rows[0]?.url).toBe('https://media.test/secret/0.mp4?[redacted]');
    expect(rows[0]?.outputUrl).toMatch(/\/output\.mp4\?\[redacted\]$/);

    const written = readdirSync(folder)
      .filter((name) => /\.(csv|json|jsonl)$/.test(name))
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
    const printed = await Promise.all([
      callBatchRunner(stack(), ['status', 'secret']),
      callBatchRunner(stack(), ['why', 'secret']),
      callBatchRunner(stack(), ['why', 'secret', '1']),
      runBatchRunner(stack(), ['why', 'secret', '0']),
      runBatchRunner(stack(), ['status', 'secret']),
      runBatchRunner(stack(), ['verify', 'secret']),
    ]);
    const log = {
      name: 'the log of the worker',
      text: readFileSync(logFile, 'utf8'),
    };
    expect(written.length).toBeGreaterThanOrEqual(8);
    expect(log.text).not.toBe('');
    const told = [
      ...written,
      log,
      ...printed.map(({ stdout, stderr }) => ({ name: 'batch-runner', text: stdout + stderr })),
    ];
    for (const { name, text } of told)
      expect(text.includes(SIGNATURE), `${name} has the signature`).toBe(false);

    const key = stack().workerEnv['ITTYBIT_API_KEY'] ?? '';
    expect(key).not.toBe('');
    for (const { name, text } of [...told, ...textsBelow(stack().storeDir)]) {
      expect(text.includes(key), `${name} has the key`).toBe(false);
    }
  });
});
