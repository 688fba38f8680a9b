import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DEFAULT_HEARTBEAT_TIMEOUT_MS, STAGES, type MediaPipelineInput } from '@org/media-contracts';
import {
  canSetSearchAttributes,
  describePipeline,
  PIPELINE_ATTRIBUTES,
  runState,
  startPipeline,
} from '@org/media-control';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { followToEnd } from '../follow/follow-to-end.js';
import { runInput, type RunFlags } from '../input/run-input.js';
import { runCommand, subcommand, withSession, type TemporalTools } from '../shell.js';

interface Flags extends RunFlags {
  readonly id?: string;
  readonly input?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `pipeline run <url>` */
export function addRunCommand(parent: Command): void {
  subcommand(parent, 'run [url]', 'start a pipeline for one video (http, https or s3)')
    .option(
      '--id <id>',
      'name of the pipeline; the same name never starts a second one (default: a random one)',
    )
    .option('--account <name>', 'Ittybit account, by the name the worker knows it under')
    .option('--transcode-in-parallel', 'transcode beside thumbnails and audio instead of after them')
    .option('--no-ingest', 'leave the ingest out; the other stages read the source itself')
    .option('--no-thumbnails', 'leave the thumbnails out')
    .option('--no-audio', 'leave the audio out')
    .option('--no-transcode', 'leave the transcode out')
    .option('--options <stage=JSON>', `remote options of a stage (${STAGES.join(', ')}); repeatable`, collect)
    .option('--input <file>', 'a whole pipeline input as JSON; <url> and flags are laid over it')
    .option('--destination <url>', 'deliver outputs to s3://bucket/prefix')
    .option('--metadata <key=value>', 'echoed by the remote service on every task; repeatable', collect)
    .option(
      '--heartbeat-timeout <seconds>',
      `a worker silent for so long is taken for dead (default ${DEFAULT_HEARTBEAT_TIMEOUT_MS / 1_000})`,
      Number,
    )
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (url: string | undefined, flags: Flags) => {
      await runCommand(flags, async (tools) => {
        // Bad input is told before Temporal is asked for anything.
        const prepared = await prepare(url, flags);
        return withSession(tools, (temporal) => run(temporal, prepared, flags.follow ?? false));
      });
    });
}

interface Prepared {
  readonly workflowId: string;
  readonly input: MediaPipelineInput;
}

async function prepare(url: string | undefined, flags: Flags): Promise<Prepared> {
  const workflowId = flags.id ?? `pipeline-${randomUUID()}`;
  if (!/^\S{1,200}$/.test(workflowId))
    throw new CliError('--id: use 1 to 200 characters without spaces.', EXIT.usage);
  const base = flags.input === undefined ? undefined : await readInputFile(flags.input);
  return { workflowId, input: runInput({ url, flags, base }) };
}

async function run(tools: TemporalTools, prepared: Prepared, follow: boolean): Promise<ExitCode> {
  const { session, env, output } = tools;
  const { workflowId } = prepared;
  const searchAttributes = await canSetSearchAttributes(session, PIPELINE_ATTRIBUTES, output.note);
  const input = { ...prepared.input, searchAttributes };
  const { isNew, ...started } = await startPipeline(session, {
    workflowId,
    taskQueue: env.TASK_QUEUE,
    input,
  });
  if (!isNew) throw await alreadyExists(tools, workflowId);
  output.note(`Started ${workflowId} (run ${started.runId}) on task queue ${env.TASK_QUEUE}.`);
  if (follow) return followToEnd(tools, started);
  output.say(workflowId);
  output.note(`Follow it: batch-runner pipeline follow ${workflowId}`);
  output.answer({ ...started, state: 'running' });
  return EXIT.ok;
}

async function alreadyExists({ session }: TemporalTools, workflowId: string): Promise<CliError> {
  const description = await describePipeline(session, workflowId);
  const { runId } = description;
  const state = runState(description.status.name);
  const advice =
    state === 'running' || state === 'succeeded'
      ? `look at it: batch-runner pipeline status ${workflowId}`
      : `run only what is missing: batch-runner pipeline redrive ${workflowId}`;
  return new CliError(
    `A pipeline ${workflowId} exists already (${state}); nothing was started. Choose another --id, or ${advice}`,
    EXIT.exists,
    { workflowId, runId, state },
  );
}

async function readInputFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new CliError(`--input ${path}: ${(error as Error).message}`, EXIT.usage);
  }
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
