import { randomUUID } from 'node:crypto';
import type { components, paths } from '@org/media-api-client';
import { concurrencyText } from '@org/media-control';
import type { Command } from 'commander';
import { itemName } from '../batch/item-name.js';
import { listSource } from '../batch/list/list-source.js';
import { parseAmount } from '../batch/settings/amounts.js';
import { batchSettings, type BatchFlags } from '../batch/settings/batch-settings.js';
import { parseConcurrency } from '../batch/settings/concurrency-flag.js';
import { CliError } from '../cli-error.js';
import { addShapeOptions, priceFile } from '../commands/batch/flags.js';
import { verifySource } from '../commands/batch/verify.js';
import { defined } from '../defined.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { subcommand } from '../shell.js';
import { runApiCommand, type ApiTools } from './api-command.js';
import { manifestOverApi } from './api-manifest.js';
import { addListOptions, listPages, type ListFlags, type PagedList } from './list-pages.js';
import { followOverApi } from './follow-over-api.js';
import { reportResource } from './report-resource.js';
import { sayReasons } from './say-reasons.js';
import { uploadFile, uploadStream } from './upload-file.js';

type CreateBatch = components['schemas']['CreateBatch'];
type ItemQuery = NonNullable<paths['/v1/batches/{id}/items']['get']['parameters']['query']>;

interface RunFlags extends BatchFlags {
  readonly id?: string;
  readonly prices?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

interface Flags {
  readonly json?: boolean;
  readonly reason?: string;
  readonly follow?: boolean;
}

/** What is done to batches, by way of the API. */
export function addApiBatchCommands(program: Command, url: string): void {
  const run = subcommand(
    program,
    'run <list>',
    'start a batch. <list>: a path, - for standard input, or an http(s) URL',
  )
    .option('--id <id>', 'the same id never starts a second batch (default: a random one)')
    .option('--max-failures <n>', 'more failed items than this, and nothing new starts')
    .option('--max-failure-share <share>', 'the same as a share of all items: 5% or 0.05')
    .option('--generations <n>', 'remote tasks for one item at most, the first included (default 3)')
    .option('--deadline <time>', 'an item fails after so long, for example 6h (default)')
    .option('--wait <time>', 'one attempt waits for so long, then another worker goes on (default 15m)')
    .option('--destination <url>', 'deliver outputs to s3://bucket/prefix')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels');
  addShapeOptions(run).action(async (list: string, flags: RunFlags) => {
    await runApiCommand(url, flags, (tools) => startBatch(tools, list, flags));
  });
  subcommand(
    program,
    'status <batch>',
    'show one picture of a batch; exit code 3 while it is not finished',
  ).action(async (id: string, flags: Flags) => {
    await runApiCommand(url, flags, (tools) => reportResource(tools, { kind: 'batches', id }));
  });
  subcommand(
    program,
    'follow <batch>',
    'show a batch until its end; Ctrl-C detaches and never cancels',
  ).action(async (id: string, flags: Flags) => {
    await runApiCommand(url, flags, (tools) => followOverApi(tools, { kind: 'batches', id }));
  });
  subcommand(
    program,
    'why <batch> [item]',
    'explain what a batch, or one item (its index, or id:<its id>), waits for, or how it ended',
  )
    .option('--line <n>', 'name the item by its line in the list')
    .action(async (id: string, item: string | undefined, flags: Flags & { line?: string }) => {
      await runApiCommand(url, flags, async (tools) => {
        // Said in the words of the command line when it is none.
        itemName(item, flags.line);
        const query = defined({ item, line: flags.line === undefined ? undefined : Number(flags.line) });
        const { data } = await tools.api.GET('/v1/batches/{id}/why', { params: { path: { id }, query } });
        return sayReasons(tools, id, data);
      });
    });
  subcommand(
    program,
    'verify <batch>',
    'recompute digests and counts of the manifest of a batch. Exit code 1 if anything is wrong',
  )
    .option('--outputs', 'also read each output, and see that it is there and plays')
    .action(async (id: string, flags: Flags & { outputs?: boolean }) => {
      await runApiCommand(url, flags, async (tools) => {
        return verifySource(tools, await manifestOverApi(tools, id), flags.outputs ?? false);
      });
    });
  addListOptions(
    subcommand(
      program,
      'items <batch>',
      'items that a batch has begun: running, succeeded, failed or cancelled ones',
    ).option('--state <state>', 'only those in this state'),
  ).action(async (id: string, flags: ListFlags) => {
    await runApiCommand(url, flags, (tools) => {
      const read: PagedList['read'] = (query) =>
        tools.api.GET('/v1/batches/{id}/items', { params: { path: { id }, query: query as ItemQuery } });
      return listPages(tools, { name: 'items', read }, flags);
    });
  });
  addListOptions(subcommand(program, 'list', 'list batches, newest first')).action(
    async (flags: ListFlags) => {
      await runApiCommand(url, flags, (tools) => {
        const read: PagedList['read'] = (query) => tools.api.GET('/v1/batches', { params: { query } });
        return listPages(tools, { name: 'batches', read }, flags);
      });
    },
  );
  addTellingCommands(program, url);
  subcommand(program, 'redrive <batch>', 'do again only what has no success in a closed batch')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        const { data } = await tools.api.POST('/v1/batches/{id}/redrive', { params: { path: { id } } });
        return started(tools, data, flags.follow ?? false);
      });
    });
}

/** What a person tells a running batch. */
function addTellingCommands(program: Command, url: string): void {
  const reason = ['--reason <text>', 'shown to whoever asks why'] as const;
  subcommand(program, 'pause <batch>', 'start nothing new; what is in flight goes on')
    .option(...reason)
    .action(async (id: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        const params = { path: { id } };
        const body = defined({ reason: flags.reason });
        const { data } = await tools.api.POST('/v1/batches/{id}/pause', { params, body });
        return told(tools, data, 'paused: it starts nothing new');
      });
    });
  subcommand(
    program,
    'resume <batch>',
    'go on after a pause; when parked, ask the account again at once',
  ).action(async (id: string, flags: Flags) => {
    await runApiCommand(url, flags, async (tools) => {
      const { data } = await tools.api.POST('/v1/batches/{id}/resume', {
        params: { path: { id } },
        body: {},
      });
      return told(tools, data, 'told to go on');
    });
  });
  subcommand(program, 'cancel <batch>', 'start nothing new, wait for what is in flight, write the manifest')
    .option('--now', 'do not wait: cancel what is in flight as well; what it cost is spent')
    .option(...reason)
    .option('--follow', 'show it until the end; Ctrl-C detaches')
    .action(async (id: string, flags: Flags & { readonly now?: boolean }) => {
      await runApiCommand(url, flags, async (tools) => {
        const params = { path: { id } };
        const body = { wait: !(flags.now ?? false), ...defined({ reason: flags.reason }) };
        const { data } = await tools.api.POST('/v1/batches/{id}/cancel', { params, body });
        if (!flags.follow) return told(tools, data, 'starts nothing new and ends with a manifest');
        const code = await followOverApi(tools, { kind: 'batches', id });
        // It ended as was asked.
        return code === EXIT.failed ? EXIT.ok : code;
      });
    });
  subcommand(
    program,
    'set-concurrency <batch> <lanes>',
    'how many items are in flight from now on: 25, or 25,video=5',
  ).action(async (id: string, lanes: string, flags: Flags) => {
    await runApiCommand(url, flags, async (tools) => {
      const { total, perKind } = parseConcurrency(lanes);
      const body = { total, ...(perKind && { perKind: defined(perKind) }) };
      const { data } = await tools.api.POST('/v1/batches/{id}/set-concurrency', {
        params: { path: { id } },
        body,
      });
      return told(tools, data, `has ${concurrencyText(body)} lanes from now on`);
    });
  });
  subcommand(program, 'set-spend-cap <batch> <amount>', 'replace the cap on spend; "none" lifts it').action(
    async (id: string, amount: string, flags: Flags) => {
      await runApiCommand(url, flags, async (tools) => {
        const cap = amount === 'none' ? null : parseAmount(amount, 'set-spend-cap');
        const { data } = await tools.api.POST('/v1/batches/{id}/set-spend-cap', {
          params: { path: { id } },
          body: { cap },
        });
        return told(tools, data, cap === null ? 'has no cap on spend' : `may spend ${cap}`);
      });
    },
  );
}

async function startBatch(tools: ApiTools, text: string, flags: RunFlags): Promise<ExitCode> {
  const settings = batchSettings(flags, await priceFile(flags.prices));
  const list = await listOf(tools, text);
  const { data } = await tools.api.POST('/v1/batches', {
    params: { header: { 'idempotency-key': flags.id ?? randomUUID() } },
    body: { list, settings: settings as NonNullable<CreateBatch['settings']> },
  });
  return started(tools, data, flags.follow ?? false);
}

/** What lies on this machine is uploaded: neither the API nor a worker can read it here. */
async function listOf(tools: ApiTools, text: string): Promise<CreateBatch['list']> {
  const source = listSource(text);
  switch (source.from) {
    case 'url':
      return { url: source.url };
    case 'path':
      return { assetId: await uploadFile(tools, source.path) };
    case 'stdin':
      return { assetId: await uploadStream(tools, process.stdin) };
    case 'store':
      throw new CliError('The API knows no keys of the store: give the list as a path or a URL.', EXIT.usage);
  }
}

async function started(
  tools: ApiTools,
  batch: { readonly id: string; readonly state: string } | undefined,
  follow: boolean,
): Promise<ExitCode> {
  if (!batch) throw new Error('the API answered a start with nothing');
  const { output } = tools;
  const { id, state } = batch;
  output.note(`Started ${id}.`);
  if (follow) return followOverApi(tools, { kind: 'batches', id });
  output.say(id);
  output.note(`Follow it: batch-runner follow ${id}`);
  output.answer({ workflowId: id, state });
  return EXIT.ok;
}

function told(
  { output }: ApiTools,
  answer: { readonly id: string; readonly phase: string } | undefined,
  done: string,
): ExitCode {
  if (!answer) throw new Error('the API answered with nothing');
  output.say(`${answer.id} ${done} (${answer.phase}).`);
  output.answer({ workflowId: answer.id, state: 'running', phase: answer.phase });
  return EXIT.ok;
}
