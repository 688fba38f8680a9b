import { startPipeline, startStack } from '@org/tests-harness';
import { median } from './measure.ts';

const STAGE_MS = 2_000;
/** Ingest, then thumbnails beside audio, then transcode. */
const CRITICAL_PATH_MS = 3 * STAGE_MS;

/**
 * How much longer than its critical path one pipeline takes, end to end, when nothing but watching tells
 * that a remote task ended. The first run warms caches and connections and is not counted.
 */
export async function measureOverhead(
  runs: number,
): Promise<{ overheadRatio: number; overheadRuns: number[] }> {
  const stack = await startStack({ remoteArgs: ['--simulate', `constant:${STAGE_MS}`] });
  try {
    const ratios: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const startedAt = performance.now();
      await (await startPipeline(stack)).result();
      if (run > 0) ratios.push((performance.now() - startedAt) / CRITICAL_PATH_MS);
    }
    return { overheadRatio: median(ratios), overheadRuns: ratios };
  } finally {
    await stack.stop();
  }
}
