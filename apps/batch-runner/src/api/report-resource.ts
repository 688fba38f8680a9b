import type { components } from '@org/media-api-client';
import { dateTime } from '@org/media-control';
import { countsText } from '../batch/picture/batch-lines.js';
import { defined } from '../defined.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';

export interface ResourceName {
  readonly kind: 'pipelines' | 'batches';
  readonly id: string;
}

type Batch = components['schemas']['Batch'];
type Pipeline = components['schemas']['Pipeline'];

/** Prints one picture of a pipeline or a batch; the exit code says how it ended, or that it has not. */
export async function reportResource(tools: ApiTools, name: ResourceName): Promise<ExitCode> {
  const params = { path: { id: name.id } };
  const { api, output } = tools;
  if (name.kind === 'batches') {
    const { data } = await api.GET('/v1/batches/{id}', { params });
    if (!data) throw new Error('the API answered with nothing');
    return show(output, { ...data, lines: batchLines(data), exitCode: batchExitCode(data) });
  }
  const { data } = await api.GET('/v1/pipelines/{id}', { params });
  if (!data) throw new Error('the API answered with nothing');
  return show(output, { ...data, lines: pipelineLines(data), exitCode: pipelineExitCode(data) });
}

function show(
  output: ApiTools['output'],
  { lines, exitCode, ...resource }: (Batch | Pipeline) & { lines: readonly string[]; exitCode: ExitCode },
): ExitCode {
  const { id, state, createdAt, error } = resource;
  output.say(`${output.style('bold', id)}  ${state}  started ${dateTime(createdAt)}`);
  for (const line of lines) output.say(`  ${line}`);
  if (error) output.say(`  ${error.type}: ${error.message}`);
  output.answer({ workflowId: id, ...resource });
  return exitCode;
}

function batchLines({ counts, manifest }: Batch): string[] {
  return [...(counts ? [countsText(counts)] : []), ...(manifest ? [`manifest ${manifest.key}`] : [])];
}

function pipelineLines({ stages, result }: Pipeline): string[] {
  const { ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl } = result ?? {};
  const outputs = Object.entries(defined({ ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl }));
  return [
    ...stages.map(
      ({ stage, state, error }) => `${stage.padEnd(10)}  ${state}${error ? `: ${error.message}` : ''}`,
    ),
    ...outputs.map(([name, url]) => `${name}  ${url}`),
  ];
}

/** A script must not take a list for done when some of its lines are not. */
function batchExitCode({ state, counts, closedAt }: Pick<Batch, 'state' | 'counts' | 'closedAt'>): ExitCode {
  if (closedAt === undefined) return EXIT.running;
  if (state !== 'completed' || !counts) return EXIT.failed;
  const { failed, cancelled, invalid, notStarted } = counts;
  return failed + cancelled + invalid + notStarted === 0 ? EXIT.ok : EXIT.partial;
}

function pipelineExitCode({ state, closedAt }: Pick<Pipeline, 'state' | 'closedAt'>): ExitCode {
  if (closedAt === undefined) return EXIT.running;
  return state === 'succeeded' ? EXIT.ok : EXIT.failed;
}
