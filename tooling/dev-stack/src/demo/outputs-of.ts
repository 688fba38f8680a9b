import type { StageName } from '@org/media-contracts';
import type { OutputName } from './check-output.ts';
import type { PipelineAnswer } from './run-pipeline.ts';

const OUTPUT_OF: Readonly<Record<StageName, OutputName>> = {
  ingest: 'ingested',
  thumbnails: 'thumbnail',
  audio: 'audio',
  transcode: 'transcoded',
};

type PerOutput = Partial<Record<OutputName, string>>;

/** Where a pipeline's outputs are, a failed one's included, and why others are missing. */
export function outputsOf({ state, stages, error }: PipelineAnswer): {
  urls: PerOutput;
  reasons: PerOutput;
} {
  const urls: PerOutput = {};
  const reasons: PerOutput = {};
  for (const [stage, name] of Object.entries(OUTPUT_OF)) {
    const own = stages.find((one) => one.stage === stage);
    if (own?.state === 'succeeded' && own.outputUrl !== undefined) urls[name] = own.outputUrl;
    else if (own?.error !== undefined) reasons[name] = own.error.message;
    else if (own?.state === 'pending') reasons[name] = 'never started, because what it needs had failed';
    else reasons[name] = error?.message ?? `the pipeline ended as ${state} without it`;
  }
  return { urls, reasons };
}
