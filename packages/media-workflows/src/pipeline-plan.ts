import {
  DEFAULT_ACCOUNT,
  DEFAULT_ACCOUNT_PROBE_MS,
  DEFAULT_HEARTBEAT_TIMEOUT_MS,
  DEFAULT_STAGE_OPTIONS,
  DEFAULT_STAGE_POLICIES,
  STAGES,
  roleTaskQueue,
  type InheritedStage,
  type Lineage,
  type MediaPipelineInput,
  type StageName,
  type StagePolicy,
} from '@org/media-contracts';

/** An input with every default filled in. */
export interface PipelinePlan {
  readonly source: string;
  readonly account: string;
  readonly transcodeInParallel: boolean;
  readonly inspectOutputs: boolean;
  readonly searchAttributes: boolean;
  readonly metadata: Record<string, string> | undefined;
  readonly webhookUrl: string | undefined;
  readonly heartbeatTimeoutMs: number;
  readonly accountProbeMs: number;
  readonly lineage: Lineage;
  readonly queues: { readonly remote: string; readonly check: string };
  readonly stages: Readonly<Record<StageName, StagePlan>>;
}

export interface StagePlan {
  readonly enabled: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly policy: StagePolicy;
  /** Where the output is delivered, when it is not left in the service's own store. */
  readonly output: string | undefined;
  readonly inherited: InheritedStage | undefined;
}

/**
 * @throws TypeError when the input is not one.
 * @param own The execution that runs the plan.
 * @param taskQueue The queue it runs on; activities get queues derived from it.
 */
export function planPipeline(input: MediaPipelineInput, own: Lineage, taskQueue: string): PipelinePlan {
  if (!hasSource(input)) throw new TypeError('mediaPipeline takes one object with a `source` URL');
  const lineage = input.redrive?.lineage ?? own;
  return {
    source: input.source,
    account: input.account ?? DEFAULT_ACCOUNT,
    transcodeInParallel: input.transcodeInParallel ?? false,
    inspectOutputs: input.inspectOutputs ?? true,
    searchAttributes: input.searchAttributes ?? false,
    metadata: input.metadata,
    webhookUrl: input.webhookUrl,
    heartbeatTimeoutMs: input.heartbeatTimeoutMs ?? DEFAULT_HEARTBEAT_TIMEOUT_MS,
    accountProbeMs: input.accountProbeMs ?? DEFAULT_ACCOUNT_PROBE_MS,
    lineage,
    queues: {
      remote: input.taskQueues?.remote ?? roleTaskQueue(taskQueue, 'remote'),
      check: input.taskQueues?.check ?? roleTaskQueue(taskQueue, 'check'),
    },
    stages: mapStages((stage) => planStage(input, lineage, stage)),
  };
}

function hasSource(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'source' in input && typeof input.source === 'string';
}

export function mapStages<T>(make: (stage: StageName) => T): Record<StageName, T> {
  return Object.fromEntries(STAGES.map((stage) => [stage, make(stage)])) as Record<StageName, T>;
}

function planStage(input: MediaPipelineInput, lineage: Lineage, stage: StageName): StagePlan {
  const settings = input.stages?.[stage];
  const options = settings?.options ?? DEFAULT_STAGE_OPTIONS[stage];
  return {
    enabled: settings?.enabled ?? true,
    options,
    policy: { ...DEFAULT_STAGE_POLICIES[stage], ...definedFields(settings?.policy ?? {}) },
    output: input.destination && outputUrl(input.destination, { lineage, stage, options }),
    inherited: input.redrive?.stages[stage],
  };
}

/** Scoped by the first run, so that no other run can overwrite it, and the same in every redrive. */
function outputUrl(
  destination: string,
  {
    lineage,
    stage,
    options,
  }: { lineage: Lineage; stage: StageName; options: Readonly<Record<string, unknown>> },
): string {
  const format = options['format'] ?? DEFAULT_STAGE_OPTIONS[stage]['format'];
  return `${destination.replace(/\/+$/, '')}/${lineage.runId}/${stage}.${String(format)}`;
}

function definedFields(overrides: {
  [K in keyof StagePolicy]?: StagePolicy[K] | undefined;
}): Partial<StagePolicy> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
