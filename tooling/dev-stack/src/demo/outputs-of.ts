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
export function outputsOf({ state, result, failure }: PipelineAnswer): {
  urls: PerOutput;
  reasons: PerOutput;
} {
  const urls: PerOutput = {};
  const reasons: PerOutput = {};
  for (const [stage, name] of Object.entries(OUTPUT_OF)) {
    const url =
      result?.files[stage as StageName]?.url ??
      failure?.details?.succeeded.find((kept) => kept.stage === stage)?.outputUrl;
    const failed = failure?.details?.failed.find((one) => one.stage === stage);
    if (url !== undefined) urls[name] = url;
    else if (failed !== undefined) reasons[name] = failed.message;
    else if (failure?.details?.notStarted.includes(stage) === true)
      reasons[name] = 'never started, because what it needs had failed';
    else reasons[name] = failure?.message ?? `the pipeline ended as ${state} without it`;
  }
  return { urls, reasons };
}
