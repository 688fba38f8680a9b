import {
  DEFAULT_ITEM_FORMATS,
  type AccountProbe,
  type BatchActivities,
  type BatchPlan,
  type BatchRow,
  type FoundRemote,
  type IttybitActivities,
  type MediaPipelineInput,
  type Operation,
  type PipelineItemActivities,
  type PipelineItemOutcome,
  type PlanBatchInput,
  type PlannedItem,
  type ReadItemsInput,
  type ReadItemsResult,
  type RemoteKind,
  type RemoteOutcome,
  type WriteManifestInput,
  type WrittenManifest,
  type WrittenShard,
} from '@org/media-contracts';
import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import { activityIdOf } from '../operation.js';
import { withoutQueries } from '../pipeline-board.js';
import type { BatchTerms } from './batch-terms.js';

/** Attempts cost nothing remote: only a deadline bounds them, and the store's trouble is waited out. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;
/** The server refuses a schedule-to-close timeout that is not positive, and would fail the task for ever. */
const MIN_TIMEOUT_MS = 1_000;
/** The server takes 400 bytes; a UTF-16 code unit has at most 3 of them. */
const MAX_SUMMARY_LENGTH = 120;

/** One generation of one item. */
export interface ItemWork {
  readonly planned: PlannedItem;
  readonly operation: Operation;
  readonly deadlineAt: number;
  readonly remoteId: string | undefined;
}

/** Every activity that a batch schedules, with its options. */
export interface BatchWork {
  readonly plan: (input: PlanBatchInput) => Promise<BatchPlan>;
  readonly readItems: (input: ReadItemsInput) => Promise<ReadItemsResult>;
  readonly writeShard: (shard: {
    number: number;
    runId: string;
    predecessor: string | undefined;
    rows: BatchRow[];
  }) => Promise<WrittenShard>;
  readonly writeManifest: (input: WriteManifestInput) => Promise<WrittenManifest>;
  readonly processFile: (work: ItemWork) => Promise<RemoteOutcome>;
  readonly processPipeline: (work: ItemWork) => Promise<PipelineItemOutcome>;
  /** Ends the pipeline of an item if there is one; starts none. */
  readonly stopPipeline: (work: ItemWork) => Promise<PipelineItemOutcome>;
  readonly findRemote: (work: ItemWork) => Promise<FoundRemote>;
  readonly probeAccount: () => Promise<AccountProbe>;
}

export function batchActivities(terms: BatchTerms): BatchWork {
  const { heartbeatTimeoutMs: heartbeatTimeout, prefix } = terms;
  const store = (own: ActivityOptions): ReturnType<typeof proxyActivities<BatchActivities>> =>
    proxyActivities<BatchActivities>({ ...common(terms.queues.batch), ...own });
  const remote = (
    own: ActivityOptions,
  ): ReturnType<typeof proxyActivities<IttybitActivities & PipelineItemActivities>> =>
    proxyActivities<IttybitActivities & PipelineItemActivities>({ ...common(terms.queues.remote), ...own });
  // With heartbeats: a worker that dies in the middle would otherwise hold up the batch for the whole minute.
  const small = { startToCloseTimeout: '1m', heartbeatTimeout } as const;

  function itemOptions({ planned, operation, deadlineAt }: ItemWork): ActivityOptions {
    return {
      activityId: activityIdOf(operation),
      startToCloseTimeout: terms.policyOf(planned.kind).waitMs,
      scheduleToCloseTimeout: Math.max(MIN_TIMEOUT_MS, deadlineAt - Date.now()),
      heartbeatTimeout,
      summary: summaryOf(planned, operation),
    };
  }

  function pipelineItem(work: ItemWork): Parameters<PipelineItemActivities['processPipeline']>[0] {
    return {
      operation: work.operation,
      workflowId: pipelineIdOf(terms, work),
      taskQueue: terms.queues.workflows,
      input: { ...pipelineInput(terms, work) },
    };
  }

  return {
    plan: (input) =>
      store({ startToCloseTimeout: '6h', heartbeatTimeout, summary: 'plan the batch' }).planBatch(input),
    readItems: (input) => store({ ...small, summary: readSummary(input) }).readItems(input),
    writeShard: ({ number, runId, predecessor, rows }) =>
      store({ ...small, summary: `shard ${number}: ${rows.length} results` }).writeShard({
        prefix,
        number,
        runId,
        ...(predecessor !== undefined && { predecessor }),
        rows,
      }),
    writeManifest: (input) =>
      store({ startToCloseTimeout: '6h', heartbeatTimeout, summary: 'write the manifest' }).writeManifest(
        input,
      ),
    processFile: (work) => {
      const { planned, operation, remoteId } = work;
      const output = outputUrl(terms, planned);
      const metadata = { ...terms.metadata, ...planned.metadata };
      return remote(itemOptions(work)).processFile({
        operation,
        account: terms.account,
        kind: planned.kind as RemoteKind,
        input: planned.url,
        options: planned.options ?? {},
        ...(output !== undefined && { output }),
        ...(Object.keys(metadata).length > 0 && { metadata }),
        lineage: terms.lineage,
        ...(remoteId !== undefined && { remoteId }),
      });
    },
    processPipeline: (work) => remote(itemOptions(work)).processPipeline(pipelineItem(work)),
    stopPipeline: (work) =>
      remote({
        startToCloseTimeout: '5m',
        scheduleToCloseTimeout: '10m',
        heartbeatTimeout,
        summary: `stop ${pipelineIdOf(terms, work)}`.slice(0, MAX_SUMMARY_LENGTH),
      }).processPipeline({ ...pipelineItem(work), stop: true }),
    findRemote: ({ operation, planned }) =>
      remote({
        startToCloseTimeout: '30s',
        scheduleToCloseTimeout: '2m',
        summary: `find item ${planned.index}`,
      }).findRemote({ operation, account: terms.account, input: planned.url }),
    probeAccount: () =>
      remote({
        startToCloseTimeout: '30s',
        scheduleToCloseTimeout: '5m',
        summary: `account ${terms.account}`,
      }).probeAccount({ account: terms.account }),
  };
}

/**
 * Made of operation and generation, and named after the first batch of the line: started once, whoever asks. A redrive
 * under names of its own would start a second pipeline beside one that still runs.
 */
export function pipelineIdOf({ lineage }: BatchTerms, { planned, operation }: ItemWork): string {
  return `${lineage.workflowId}-item-${planned.origin ?? planned.index}-${activityIdOf(operation)}`;
}

function pipelineInput(terms: BatchTerms, { planned, operation }: ItemWork): MediaPipelineInput {
  const { metadata, destination, account, heartbeatTimeoutMs, accountProbeMs, searchAttributes } = terms;
  const inherited = planned.inherited?.ended === true ? planned.inherited : undefined;
  const redone = inherited && operation.generation === inherited.operation.generation + 1;
  return {
    ...(planned.options as Partial<MediaPipelineInput> | undefined),
    source: planned.url,
    account,
    metadata: { ...metadata, ...planned.metadata },
    ...(destination !== undefined && { destination }),
    heartbeatTimeoutMs,
    accountProbeMs,
    searchAttributes,
    ...(redone && inherited.pipeline && { redrive: inherited.pipeline }),
  };
}

/** Scoped by the first run of the line, so that no other one can overwrite it, and the same in every redrive. */
function outputUrl({ destination, lineage }: BatchTerms, planned: PlannedItem): string | undefined {
  if (destination === undefined) return undefined;
  const asked = planned.options?.['format'];
  const format = typeof asked === 'string' ? asked : DEFAULT_ITEM_FORMATS[planned.kind as RemoteKind];
  const name = `${planned.origin ?? planned.index}.${format}`;
  return `${destination.replace(/\/+$/, '')}/${lineage.runId}/${name}`;
}

function common(taskQueue: string): ActivityOptions {
  return { taskQueue, cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, retry: RETRY };
}

/** What a person sees in the Temporal UI: which file it is, without the query part that may hold a signature. */
function summaryOf({ index, kind, url }: PlannedItem, { generation }: Operation): string {
  const again = generation > 1 ? ` (generation ${generation})` : '';
  return `${kind} ${index}${again}: ${withoutQueries(url)}`.slice(0, MAX_SUMMARY_LENGTH);
}

function readSummary({ ranges }: ReadItemsInput): string {
  const [first] = ranges;
  const count = ranges.reduce((sum, range) => sum + range.count, 0);
  return `read ${count} items${first ? ` from ${first.kind} ${first.from}` : ''}`;
}
