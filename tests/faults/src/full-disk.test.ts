import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyStage, startPipeline, startStack, type Stack } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { failureOf, resultUrls } from './support/ending.ts';
import { useOddSources } from './support/odd-sources.ts';
import { beginStretch, NOTHING, ONCE } from './support/paid.ts';
import { useSamples } from './support/samples.ts';
import { until } from './support/until.ts';

const DISK_MIB = 12;

const samples = useSamples();
const sources = useOddSources(samples.folder);

let disk: string | undefined;
let whyNoDisk = '';
let stack: Stack | undefined;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fault-disk-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
  } catch (error) {
    rmdirSync(folder);
    whyNoDisk = `skipped: only who may mount a file system can run this: ${String(error)}`;
    console.warn(whyNoDisk);
    return;
  }
  disk = folder;
  stack = await startStack({
    taskQueue: 'faults-disk',
    temporalAddress: temporalAddress(),
    remote: { dataDir: folder },
  });
});
afterAll(async () => {
  await stack?.stop();
  if (disk === undefined) return;
  execFileSync('/bin/umount', [disk]);
  rmdirSync(disk);
});

/** The stack on the small disk; without one the test is skipped and says why. */
function smallStack({ skip }: TestContext): { stack: Stack; disk: string } {
  if (!stack || disk === undefined) return skip(whyNoDisk);
  return { stack, disk };
}

describe(`ittybit-local on a disk of ${DISK_MIB} MiB`, () => {
  it('fails a task whose source does not fit, clearly, and works again for the next', async (test) => {
    const { stack } = smallStack(test);
    const stretch = await beginStretch(stack);
    const stages = everyStage({ generations: 2, backoffMs: 10 });
    const big = await startPipeline(stack, { source: sources.url('disk', 'endless.mp4'), stages });
    const failure = await failureOf(big);
    expect(failure.failed).toMatchObject([{ stage: 'ingest', type: 'RemoteFailed', generation: 2 }]);
    expect(failure.failed[0]?.message).toMatch(/could not be stored.*ENOSPC/);
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, ingest: 2 }, duplicates: 0 });

    const next = await beginStretch(stack);
    const small = await startPipeline(stack, { source: sources.url('disk', 'video.mp4') });
    expect(await resultUrls(small)).toHaveLength(4);
    expect(await next.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });

  it('takes no work while nothing can be written, survives, and goes on when there is room', async (test) => {
    const { stack, disk } = smallStack(test);
    const ballast = join(disk, 'ballast');
    const stretch = await beginStretch(stack);
    const { pid } = stack.remote.current();
    fill(ballast);
    const pipeline = await startPipeline(stack, { source: sources.url('full', 'video.mp4') });
    await until('an attempt to fail', async () => {
      const { raw } = await pipeline.describe();
      return raw.pendingActivities?.some(({ lastFailure }) => lastFailure?.message?.includes('500'));
    });
    rmSync(ballast);
    expect(await resultUrls(pipeline)).toHaveLength(4);
    expect(stack.remote.current().pid).toBe(pid);
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});

/** Leaves not a byte. */
function fill(path: string): void {
  const { bavail, bsize } = statfsSync(join(path, '..'));
  writeFileSync(path, Buffer.alloc(bavail * bsize));
}
