import { startStack } from '@org/tests-harness';
import { callsOf } from '../api/call-api.ts';

const STAGE_MS = 2_000;
/** Ingest, then thumbnails beside audio, then transcode. */
const CRITICAL_PATH_MS = 3 * STAGE_MS;

/**
 * How much longer than its critical path a pipeline takes from the request to the API to its end, told by webhooks.
 * The first run warms caches and connections and is not counted.
 */
export async function measureApiOverhead(runs: number): Promise<number[]> {
  const stack = await startStack({ remoteArgs: ['--simulate', `constant:${STAGE_MS}`], api: true });
  try {
    const calls = callsOf(stack);
    const ratios: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const startedAt = performance.now();
      const { id } = await calls.post<{ id: string }>('/v1/pipelines', {
        source: `https://media.test/overhead-${run}.mp4`,
        inspectOutputs: false,
      });
      await stack.client.workflow.getHandle(id).result();
      if (run > 0) ratios.push((performance.now() - startedAt) / CRITICAL_PATH_MS);
    }
    return ratios;
  } finally {
    await stack.stop();
  }
}
