import { STAGES, type MediaFile, type MediaPipelineResult } from '@org/media-contracts';
import type { PipelineEnding, PipelineReading } from '@org/media-control';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Output } from './output.js';

/** Prints how a pipeline ended: the answer of `run --follow`, `follow`, `cancel --wait` and `redrive --follow`. */
export function reportEnd(output: Output, reading: PipelineReading, ending: PipelineEnding): ExitCode {
  const { workflowId, runId, picture } = reading;
  const { state, result, failure } = ending;
  output.say(`${output.style(state === 'succeeded' ? 'green' : 'red', state)}  ${workflowId}`);
  if (result) for (const line of resultLines(result)) output.say(line);
  for (const line of failureLines(workflowId, ending)) output.say(line);
  for (const line of leftRunningLines(reading)) output.say(line);
  // A script needs the URLs of the outputs as they are; what is shown to people is redacted.
  const facts = { ...(result ? { result } : {}), ...(failure ? { failure } : {}) };
  output.answer({ workflowId, runId, state, ...facts, status: picture }, ['result']);
  return state === 'succeeded' ? EXIT.ok : EXIT.failed;
}

/** Prints that a pipeline is still running and how to go on: the answer of a command that detached. */
export function reportRunning(output: Output, execution: { workflowId: string; runId: string }): ExitCode {
  output.note(
    `Detached; the pipeline goes on. Follow it: batch-runner pipeline follow ${execution.workflowId}; ` +
      `stop it: batch-runner pipeline cancel ${execution.workflowId}`,
  );
  output.answer({ ...execution, state: 'running' });
  return EXIT.running;
}

function resultLines(result: MediaPipelineResult): string[] {
  return STAGES.flatMap((stage) => {
    const file = result.files[stage];
    return file ? [`  ${stage.padEnd(10)} ${file.url}  ${fileFacts(file)}`] : [];
  });
}

function fileFacts({ format, width, height, durationSeconds, sizeBytes }: MediaFile): string {
  const facts = [
    format,
    width === undefined || height === undefined ? undefined : `${width}x${height}`,
    durationSeconds === undefined ? undefined : `${durationSeconds.toFixed(1)} s`,
    sizeBytes === undefined ? undefined : `${Math.ceil(sizeBytes / 1_024)} KiB`,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}

/** Why it failed, what was kept, and what to run next. */
function failureLines(workflowId: string, { state, failure }: PipelineEnding): string[] {
  if (!failure) return [];
  const details = failure.details;
  const lines = details
    ? [
        ...details.failed.map(({ stage, type, message }) => `  ${stage}: ${type}: ${message}`),
        ...details.succeeded.map(({ stage, outputUrl }) => `  ${stage}: kept ${outputUrl}`),
        ...(details.notStarted.length > 0 ? [`  never started: ${details.notStarted.join(', ')}`] : []),
      ]
    : [`  ${failure.type}: ${failure.message}`];
  const next = `Run only what is missing: batch-runner pipeline redrive ${workflowId}`;
  return [
    ...lines,
    state === 'cancelled' ? `To finish it after all: batch-runner pipeline redrive ${workflowId}` : next,
  ];
}

/** What a cancelled pipeline left behind: it is paid for, and the service offers no way to stop it. */
function leftRunningLines({ picture }: PipelineReading): string[] {
  return STAGES.flatMap((stage) => {
    const left = picture.stages[stage].leftRunning;
    return left ? [`  ${stage}: ${left.remoteId} was left ${left.state} at the remote service`] : [];
  });
}
