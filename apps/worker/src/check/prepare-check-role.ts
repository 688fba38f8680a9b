import { createCheckActivities, createGuardedFetch } from '@org/media-activities';
import type { CheckActivities } from '@org/media-contracts';
import { createMediaEngine, isEngineError, SAMPLE_BYTES } from '@org/media-engine';
import type { Logger } from '@org/media-log';
import type { Env } from '../env.js';
import { createOutputInspector } from './create-output-inspector.js';

/** For one end of an output, at most 4 MiB. In ms. */
const FETCH_TIMEOUT_MS = 45_000;

export type CheckRole =
  | { readonly available: true; readonly activities: CheckActivities }
  | { readonly available: false; readonly reason: string };

/** The activities of the `check` role, or why this machine cannot have it. */
export async function prepareCheckRole(
  env: Pick<Env, 'FFMPEG_PATH' | 'FFPROBE_PATH' | 'WORKER_ALLOW_PRIVATE_ADDRESSES'>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<CheckRole> {
  const engine = createMediaEngine({ ffmpegPath: env.FFMPEG_PATH, ffprobePath: env.FFPROBE_PATH });
  const fetch = createGuardedFetch({
    allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
    howToAllow: 'set WORKER_ALLOW_PRIVATE_ADDRESSES=true for the worker',
    // Reading stops at the sample; a server that knows no ranges sends some more before it notices.
    maxBytes: 2 * SAMPLE_BYTES,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  try {
    const { ffmpegVersion, ffprobeVersion } = await engine.check({ signal });
    logger.info({ role: 'check', ffmpegVersion, ffprobeVersion }, 'Found ffmpeg and ffprobe');
    return {
      available: true,
      activities: createCheckActivities({ inspector: createOutputInspector({ fetch, engine }) }),
    };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const reason = `${error.message} Install ffmpeg, or set FFMPEG_PATH and FFPROBE_PATH.`;
    logger.error(
      { role: 'check', settings: ['FFMPEG_PATH', 'FFPROBE_PATH'], err: error },
      'The role check is not started: without ffmpeg and ffprobe no output can be inspected',
    );
    return { available: false, reason };
  }
}
