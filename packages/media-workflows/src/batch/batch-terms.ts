import {
  DEFAULT_ACCOUNT,
  DEFAULT_ACCOUNT_PROBE_MS,
  DEFAULT_CONCURRENCY,
  DEFAULT_HEARTBEAT_TIMEOUT_MS,
  batchFolder,
  defaultItemPolicy,
  roleTaskQueue,
  type BatchFanOutInput,
  type BatchRedrive,
  type BatchSettings,
  type Concurrency,
  type ItemKind,
  type Lineage,
  type SpendSettings,
  type StagePolicy,
} from '@org/media-contracts';

/** The settings of a batch with every default filled in. They stay the same from run to run. */
export interface BatchTerms {
  /** The first run of this execution. */
  readonly own: Lineage;
  /** The first batch of the line of redrives; it names the operations. */
  readonly lineage: Lineage;
  readonly prefix: string;
  readonly account: string;
  readonly concurrency: Concurrency;
  readonly maxFailures: number | undefined;
  readonly maxFailureShare: number | undefined;
  readonly spend: SpendSettings | undefined;
  readonly destination: string | undefined;
  readonly metadata: Record<string, string> | undefined;
  readonly webhookUrl: string | undefined;
  readonly heartbeatTimeoutMs: number;
  readonly accountProbeMs: number;
  readonly handOverResults: number | undefined;
  readonly searchAttributes: boolean;
  readonly queues: { readonly workflows: string; readonly remote: string; readonly batch: string };
  readonly redrive: BatchRedrive | undefined;
  readonly policyOf: (kind: ItemKind) => StagePolicy;
}

/** @throws TypeError when the input is not one. */
export function batchTerms(input: BatchFanOutInput, own: Lineage, taskQueue: string): BatchTerms {
  if (!input.list && !input.redrive)
    throw new TypeError('batchFanOut takes one object with a `list` or a `redrive`');
  const settings = input.settings ?? {};
  return {
    own,
    lineage: input.redrive?.lineage ?? own,
    prefix: batchFolder(own),
    account: settings.account ?? DEFAULT_ACCOUNT,
    concurrency: settings.concurrency ?? DEFAULT_CONCURRENCY,
    maxFailures: settings.maxFailures,
    maxFailureShare: settings.maxFailureShare,
    spend: settings.spend,
    destination: settings.destination,
    metadata: settings.metadata,
    webhookUrl: settings.webhookUrl,
    heartbeatTimeoutMs: settings.heartbeatTimeoutMs ?? DEFAULT_HEARTBEAT_TIMEOUT_MS,
    accountProbeMs: settings.accountProbeMs ?? DEFAULT_ACCOUNT_PROBE_MS,
    handOverResults: settings.handOverResults,
    searchAttributes: settings.searchAttributes ?? false,
    queues: {
      workflows: taskQueue,
      remote: settings.taskQueues?.remote ?? roleTaskQueue(taskQueue, 'remote'),
      batch: settings.taskQueues?.batch ?? roleTaskQueue(taskQueue, 'batch'),
    },
    redrive: input.redrive,
    policyOf: policies(settings),
  };
}

function policies({ policy = {} }: BatchSettings): BatchTerms['policyOf'] {
  const own = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
  return (kind) => ({ ...defaultItemPolicy(kind), ...own });
}
