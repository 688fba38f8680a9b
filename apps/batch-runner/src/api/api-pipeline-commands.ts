import { randomUUID } from 'node:crypto';
import type { components } from '@org/media-api-client';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { subcommand } from '../shell.js';
import { runApiCommand, type ApiTools } from './api-command.js';
import { followOverApi } from './follow-over-api.js';
import { addListOptions, listPages, type ListFlags, type PagedList } from './list-pages.js';
import { reportResource } from './report-resource.js';
import { sayReasons } from './say-reasons.js';
import { uploadFile } from './upload-file.js';

type CreatePipeline = components['schemas']['CreatePipeline'];

interface Flags {
  readonly json?: boolean;
  readonly follow?: boolean;
}

interface RunFlags extends Flags {
  readonly id?: string;
  readonly transcodeInParallel?: boolean;
  readonly destination?: string;
}

/** What is done to pipelines, by way of the API. */
export function addApiPipelineCommands(parent: Command, url: string): void {
  subcommand(
    parent,
    'run <source>',
    'start a pipeline for one video: http, https or s3, or a file, which is uploaded',
  )
    .option('--id <id>', 'the same id never starts a second pipeline (default: a random one)')
    .option('--transcode-in-parallel', 'transcode beside thumbnails and audio instead of after them')
    .option('--destination <url>', 'deliver outputs to s3://bucket/prefix')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (source: string, flags: RunFlags) => {
      await runApiCommand(url, flags, (tools) => startPipeline(tools, source, flags));
    });
  subcommand(
    parent,
    'status <id>',
    'show one picture of a pipeline; exit code 3 while it is not finished',
  ).action(async (id: string, flags: Flags) => {
    await runApiCommand(url, flags, (tools) => reportResource(tools, { kind: 'pipelines', id }));
  });
  subcommand(
    parent,
    'follow <id>',
    'show a pipeline until its end; Ctrl-C detaches and never cancels',
  ).action(async (id: string, flags: Flags) => {
    await runApiCommand(url, flags, (tools) => followOverApi(tools, { kind: 'pipelines', id }));
  });
  subcommand(parent, 'why <id>', 'what waits for what, since when, and what happens next').action(
    async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        const { data } = await tools.api.GET('/v1/pipelines/{id}/why', { params: { path: { id } } });
        return sayReasons(tools, id, data);
      });
    },
  );
  subcommand(parent, 'cancel <id>', 'cancel a pipeline; what it has made is kept').action(
    async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        await tools.api.POST('/v1/pipelines/{id}/cancel', { params: { path: { id } } });
        return told(tools, id, 'is told to end');
      });
    },
  );
  subcommand(parent, 'resume <id>', 'tell a parked pipeline that the account works again').action(
    async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        await tools.api.POST('/v1/pipelines/{id}/resume', { params: { path: { id } } });
        return told(tools, id, 'is told to go on');
      });
    },
  );
  subcommand(parent, 'redrive <id>', 'run again only what did not succeed')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        const { data } = await tools.api.POST('/v1/pipelines/{id}/redrive', { params: { path: { id } } });
        return started(tools, data, flags.follow ?? false);
      });
    });
  addListOptions(subcommand(parent, 'list', 'list pipelines, newest first')).action(
    async (flags: ListFlags) => {
      await runApiCommand(url, flags, (tools) => {
        const read: PagedList['read'] = (query) => tools.api.GET('/v1/pipelines', { params: { query } });
        return listPages(tools, { name: 'pipelines', read }, flags);
      });
    },
  );
}

async function startPipeline(tools: ApiTools, source: string, flags: RunFlags): Promise<ExitCode> {
  const { id = randomUUID(), transcodeInParallel, destination, follow = false } = flags;
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
  const body: CreatePipeline = {
    ...(isUrl ? { source } : { assetId: await uploadFile(tools, source) }),
    ...(transcodeInParallel !== undefined && { transcodeInParallel }),
    ...(destination !== undefined && { destination }),
  };
  const params = { header: { 'idempotency-key': id } };
  const { data } = await tools.api.POST('/v1/pipelines', { params, body });
  return started(tools, data, follow);
}

async function started(
  tools: ApiTools,
  pipeline: { readonly id: string; readonly state: string } | undefined,
  follow: boolean,
): Promise<ExitCode> {
  if (!pipeline) throw new Error('the API answered a start with nothing');
  const { output } = tools;
  const { id, state } = pipeline;
  output.note(`Started ${id}.`);
  if (follow) return followOverApi(tools, { kind: 'pipelines', id });
  output.say(id);
  output.note(`Follow it: batch-runner pipeline follow ${id}`);
  output.answer({ workflowId: id, state });
  return EXIT.ok;
}

function told({ output }: ApiTools, id: string, done: string): ExitCode {
  output.say(`${id} ${done}.`);
  output.answer({ workflowId: id, state: 'running' });
  return EXIT.ok;
}
