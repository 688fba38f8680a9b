import { pipelineStatus, STAGES } from '@org/media-contracts';
import { startPipeline } from '@org/tests-harness';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureOf } from './support/ending.ts';
import { useOddSources } from './support/odd-sources.ts';
import { beginStretch, NOTHING, ONCE } from './support/paid.ts';
import { useSamples } from './support/samples.ts';
import { useStack } from './support/use-stack.ts';

const samples = useSamples();
const sources = useOddSources(samples.folder);
const stack = useStack({
  taskQueue: 'faults-private',
  remote: { allowPrivateAddresses: false },
  workerEnv: { WORKER_ALLOW_PRIVATE_ADDRESSES: '' },
});

describe('a source at a private address', () => {
  it.each([
    ['loopback', () => sources.url('private', 'video.mp4')],
    ['localhost', () => sources.url('private', 'video.mp4').replace('127.0.0.1', 'localhost')],
    ['a private network', () => 'http://10.0.0.7/video.mp4'],
    ["a cloud's metadata", () => 'http://169.254.169.254/latest/meta-data'],
    ['loopback of IPv6', () => 'http://[::1]:8080/video.mp4'],
  ])('is refused as BadInput unless it is allowed, and nothing is paid: %s', async (_name, url) => {
    const stretch = await beginStretch(stack());
    const failure = await failureOf(await startPipeline(stack(), { source: url() }));
    expect(failure.failed).toMatchObject([{ stage: 'ingest', type: 'BadInput' }]);
    expect(failure.failed[0]?.message).toMatch(/private|loopback|not allowed/i);
    expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
  });
});

describe('an output at a private address', () => {
  it('is kept with the reason why this worker may not read it', async () => {
    const stretch = await beginStretch(stack());
    const { dataDir, remote } = stack();
    copyFileSync(join(samples.folder, 'video.mp4'), join(dataDir, 'remote/inputs/own.mp4'));
    const source = `${remote.current().url}/inputs/own.mp4`;
    const pipeline = await startPipeline(stack(), { source, inspectOutputs: true });
    const { files } = await pipeline.result();
    for (const stage of STAGES) {
      expect(files[stage]).toMatchObject({ inspected: false });
      expect(files[stage]?.inspectionProblem).toMatch(/not a public address.*WORKER_ALLOW_PRIVATE_ADDRESSES/);
    }
    expect((await pipeline.query(pipelineStatus)).phase).toBe('succeeded');
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});
