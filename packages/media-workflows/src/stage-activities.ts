import {
  type CheckActivities,
  type IttybitActivities,
  type MediaFile,
  type Operation,
  type OutputInspection,
  type RemoteActivity,
  type RemoteOutcome,
  type StageName,
} from '@org/media-contracts';
import { proxyActivities } from '@temporalio/workflow';
import { accountActivities, type AccountActivities } from './account-activities.js';
import { RETRY, activityOptions, shortSummary, untilDeadline } from './activity-options.js';
import { activityIdOf } from './operation.js';
import { withoutQueries } from './pipeline-board.js';
import type { PipelinePlan } from './pipeline-plan.js';

const ACTIVITY_NAMES = {
  ingest: 'ingest',
  thumbnails: 'generateThumbnails',
  audio: 'extractAudio',
  transcode: 'transcode',
} as const satisfies Record<StageName, keyof IttybitActivities>;

interface GenerationRequest {
  readonly stage: StageName;
  readonly operation: Operation;
  readonly input: string;
  readonly deadlineAt: number;
  readonly remoteId: string | undefined;
}

/** Every activity that a pipeline schedules, with its options. */
export interface StageActivities extends AccountActivities {
  readonly carryOut: (request: GenerationRequest) => Promise<RemoteOutcome>;
  readonly inspect: (stage: StageName, file: MediaFile) => Promise<OutputInspection>;
}

export function stageActivities(plan: PipelinePlan): StageActivities {
  return {
    ...accountActivities(plan.account, plan.queues.remote),
    carryOut: ({ stage, operation, input, deadlineAt, remoteId }) => {
      const name = ACTIVITY_NAMES[stage];
      const { options, output, policy } = plan.stages[stage];
      const activity: RemoteActivity = proxyActivities<IttybitActivities>({
        ...activityOptions(plan.queues.remote),
        activityId: activityIdOf(operation),
        startToCloseTimeout: policy.waitMs,
        scheduleToCloseTimeout: untilDeadline(deadlineAt),
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
        ...(plan.webhookUrl && { webhookUrl: plan.webhookUrl }),
        ...(remoteId && { remoteId }),
      });
    },
    inspect: (stage, file) =>
      proxyActivities<CheckActivities>({
        ...activityOptions(plan.queues.check),
        startToCloseTimeout: '2m',
        scheduleToCloseTimeout: '10m',
        heartbeatTimeout: plan.heartbeatTimeoutMs,
        retry: { ...RETRY, maximumAttempts: 5 },
        summary: `inspect ${stage}`,
      }).inspectOutput({ url: file.url, file }),
  };
}

/** Without the query part, which may hold a signature. */
function summaryOf(stage: StageName, { generation }: Operation, input: string): string {
  return shortSummary(
    `${stage}${generation > 1 ? ` (generation ${generation})` : ''}: ${withoutQueries(input)}`,
  );
}
