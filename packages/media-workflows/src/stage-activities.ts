import {
  type AccountProbe,
  type CheckActivities,
  type FoundRemote,
  type IttybitActivities,
  type MediaFile,
  type Operation,
  type OutputInspection,
  type RemoteActivity,
  type RemoteOutcome,
  type StageName,
} from '@org/media-contracts';
import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import { activityIdOf } from './operation.js';
import { withoutQueries } from './pipeline-board.js';
import type { PipelinePlan } from './pipeline-plan.js';

const ACTIVITY_NAMES = {
  ingest: 'ingest',
  thumbnails: 'generateThumbnails',
  audio: 'extractAudio',
  transcode: 'transcode',
} as const satisfies Record<StageName, keyof IttybitActivities>;

/** Attempts are free of remote cost, so only the deadline bounds them. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** The server refuses a schedule-to-close timeout that is not positive, and would fail the task for ever. */
const MIN_TIMEOUT_MS = 1_000;

interface GenerationRequest {
  readonly stage: StageName;
  readonly operation: Operation;
  readonly input: string;
  readonly deadlineAt: number;
  readonly remoteId: string | undefined;
}

/** Every activity that a pipeline schedules, with its options. */
export interface StageActivities {
  readonly carryOut: (request: GenerationRequest) => Promise<RemoteOutcome>;
  readonly findRemote: (operation: Operation, input: string) => Promise<FoundRemote>;
  readonly probeAccount: () => Promise<AccountProbe>;
  readonly inspect: (stage: StageName, file: MediaFile) => Promise<OutputInspection>;
}

export function stageActivities(plan: PipelinePlan): StageActivities {
  const remote = (own: ActivityOptions): ReturnType<typeof proxyActivities<IttybitActivities>> =>
    proxyActivities<IttybitActivities>({ ...common(plan.queues.remote), ...own });

  return {
    carryOut: ({ stage, operation, input, deadlineAt, remoteId }) => {
      const name = ACTIVITY_NAMES[stage];
      const { options, output, policy } = plan.stages[stage];
      const activity: RemoteActivity = remote({
        activityId: activityIdOf(operation),
        startToCloseTimeout: policy.waitMs,
        scheduleToCloseTimeout: Math.max(MIN_TIMEOUT_MS, deadlineAt - Date.now()),
        heartbeatTimeout: plan.heartbeatTimeoutMs,
        summary: summaryOf(stage, operation, input),
      })[name];
      return activity({
        operation,
        account: plan.account,
        input,
        options: { ...options },
        ...(output && { output }),
        ...(plan.metadata && { metadata: plan.metadata }),
        lineage: plan.lineage,
        ...(remoteId && { remoteId }),
      });
    },
    findRemote: (operation, input) =>
      remote({
        startToCloseTimeout: '30s',
        scheduleToCloseTimeout: '2m',
        summary: short(`find ${operation.operationId}`),
      }).findRemote({ operation, account: plan.account, input }),
    probeAccount: () =>
      remote({
        startToCloseTimeout: '30s',
        scheduleToCloseTimeout: '5m',
        summary: `account ${plan.account}`,
      }).probeAccount({ account: plan.account }),
    inspect: (stage, file) =>
      proxyActivities<CheckActivities>({
        ...common(plan.queues.check),
        startToCloseTimeout: '2m',
        scheduleToCloseTimeout: '10m',
        heartbeatTimeout: plan.heartbeatTimeoutMs,
        retry: { ...RETRY, maximumAttempts: 5 },
        summary: `inspect ${stage}`,
      }).inspectOutput({ url: file.url, file }),
  };
}

function common(taskQueue: string): ActivityOptions {
  return { taskQueue, cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, retry: RETRY };
}

/** Without the query part, which may hold a signature. */
function summaryOf(stage: StageName, { generation }: Operation, input: string): string {
  return short(`${stage}${generation > 1 ? ` (generation ${generation})` : ''}: ${withoutQueries(input)}`);
}

/** The server takes 400 bytes; a UTF-16 code unit has at most 3 of them. */
function short(summary: string): string {
  return summary.slice(0, 120);
}
