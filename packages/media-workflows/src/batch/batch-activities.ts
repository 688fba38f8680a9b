import {
  DEFAULT_ITEM_FORMATS,
  itemPipelinePrefix,
  type BatchActivities,
  type BatchPlan,
  type BatchRow,
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
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import { accountActivities, type AccountActivities } from '../account-activities.js';
import { activityOptions, shortSummary, untilDeadline } from '../activity-options.js';
import { activityIdOf } from '../operation.js';
import { withoutQueries } from '../pipeline-board.js';
import type { BatchTerms } from './batch-terms.js';

/** One generation of one item. */
export interface ItemWork {
  readonly planned: PlannedItem;
  readonly operation: Operation;
  readonly deadlineAt: number;
  readonly remoteId: string | undefined;
}

/** Every activity that a batch schedules, with its options. */
export interface BatchWork extends AccountActivities {
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
}

export function batchActivities(terms: BatchTerms): BatchWork {
  const { heartbeatTimeoutMs: heartbeatTimeout, prefix } = terms;
  const store = (own: ActivityOptions): ReturnType<typeof proxyActivities<BatchActivities>> =>
    proxyActivities<BatchActivities>({ ...activityOptions(terms.queues.batch), ...own });
  const remote = (
    own: ActivityOptions,
  ): ReturnType<typeof proxyActivities<IttybitActivities & PipelineItemActivities>> =>
    proxyActivities<IttybitActivities & PipelineItemActivities>({
      ...activityOptions(terms.queues.remote),
      ...own,
    });
  // With heartbeats: a worker that dies in the middle would otherwise hold up the batch for the whole minute.
  const small = { startToCloseTimeout: '1m', heartbeatTimeout } as const;

  function itemOptions({ planned, operation, deadlineAt }: ItemWork): ActivityOptions {
    return {
      activityId: activityIdOf(operation),
      startToCloseTimeout: terms.policyOf(planned.kind).waitMs,
      scheduleToCloseTimeout: untilDeadline(deadlineAt),
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
    ...accountActivities(terms.account, terms.queues.remote),
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
        ...(terms.webhookUrl !== undefined && { webhookUrl: terms.webhookUrl }),
        ...(remoteId !== undefined && { remoteId }),
      });
    },
    processPipeline: (work) => remote(itemOptions(work)).processPipeline(pipelineItem(work)),
    stopPipeline: (work) =>
      remote({
        startToCloseTimeout: '5m',
        scheduleToCloseTimeout: '10m',
        heartbeatTimeout,
        summary: shortSummary(`stop ${pipelineIdOf(terms, work)}`),
      }).processPipeline({ ...pipelineItem(work), stop: true }),
  };
}

/**
 * Made of operation and generation, and named after the first batch of the line: started once, whoever asks. A redrive
 * under names of its own would start a second pipeline beside one that still runs.
 */
export function pipelineIdOf({ lineage }: BatchTerms, { planned, operation }: ItemWork): string {
  const index = planned.origin ?? planned.index;
  return `${itemPipelinePrefix(lineage.workflowId)}${index}-${activityIdOf(operation)}`;
}

function pipelineInput(terms: BatchTerms, { planned, operation }: ItemWork): MediaPipelineInput {
  const { metadata, destination, webhookUrl, account } = terms;
  const { heartbeatTimeoutMs, accountProbeMs, searchAttributes } = terms;
  const inherited = planned.inherited?.ended === true ? planned.inherited : undefined;
  const redone = inherited && operation.generation === inherited.operation.generation + 1;
  return {
    ...(planned.options as Partial<MediaPipelineInput> | undefined),
    source: planned.url,
    account,
    metadata: { ...metadata, ...planned.metadata },
    ...(destination !== undefined && { destination }),
    ...(webhookUrl !== undefined && { webhookUrl }),
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

/** What a person sees in the Temporal UI: which file it is, without the query part that may hold a signature. */
function summaryOf({ index, kind, url }: PlannedItem, { generation }: Operation): string {
  const again = generation > 1 ? ` (generation ${generation})` : '';
  return shortSummary(`${kind} ${index}${again}: ${withoutQueries(url)}`);
}

function readSummary({ ranges }: ReadItemsInput): string {
  const [first] = ranges;
  const count = ranges.reduce((sum, range) => sum + range.count, 0);
  return `read ${count} items${first ? ` from ${first.kind} ${first.from}` : ''}`;
}
