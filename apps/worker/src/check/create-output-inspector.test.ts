import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGuardedFetch, type InspectedFile } from '@org/media-activities';
import { createMediaEngine, SAMPLE_BYTES } from '@org/media-engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutputInspector } from './create-output-inspector.js';

const engine = createMediaEngine();
const files = new Map<string, Buffer>();
let scratch = '';
let base = '';
/** Knows no ranges and tells no length; what it does not have, it never answers. */
const server = createServer((request, response) => {
  const bytes = files.get(request.url ?? '');
  if (!bytes) return;
  response.write(bytes);
  response.end();
});

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'scratch-'));
  const image = join(scratch, 'image.png');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=1:d=1', '-frames:v', '1', image];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...picture]);
  files.set('/image.png', await readFile(image));
  files.set('/junk.bin', Buffer.alloc(SAMPLE_BYTES + 10, 'j'));
  await rm(image);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(scratch, { recursive: true, force: true });
});

async function inspect(
  url: string,
  options: { allowPrivateAddresses?: boolean; timeoutMs?: number } = {},
): Promise<InspectedFile> {
  const { allowPrivateAddresses = true, timeoutMs = 45_000 } = options;
  const inspector = createOutputInspector({
    fetch: createGuardedFetch({ allowPrivateAddresses, maxBytes: 2 * SAMPLE_BYTES, timeoutMs }),
    engine,
    temporaryFolder: scratch,
  });
  try {
    return await inspector.inspect(url, { signal: new AbortController().signal });
  } finally {
    expect(await readdir(scratch)).toEqual([]);
  }
}

describe('createOutputInspector', () => {
  it('says what an output is', async () => {
    expect(await inspect(`${base}/image.png`)).toMatchObject({ readable: true, kind: 'image', width: 320 });
  });

  it('does not try again what cannot be judged by its ends', async () => {
    await expect(inspect(`${base}/junk.bin`)).rejects.toMatchObject({ type: 'BadInput' });
  });

  it('gives up on a silent server in its own time', async () => {
    await expect(inspect(`${base}/silent`, { timeoutMs: 200 })).rejects.toThrow('no end after 200 ms');
  });

  it.each(['s3://bucket/key', 'file:///etc/passwd'])('refuses %s, without retries', async (url) => {
    await expect(inspect(url)).rejects.toMatchObject({ type: 'BadInput' });
  });

  it('refuses a private address, without retries', async () => {
    const refused = inspect(`${base}/image.png`, { allowPrivateAddresses: false });
    await expect(refused).rejects.toThrow(/not a public address/);
  });
});
