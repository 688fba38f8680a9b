/** Scope: starting a whole stack of real processes, breaking it, and counting what was paid. Used by tests and benchmarks. */
export { callBatchRunner, runBatchRunner, type CliAnswer, type JsonAnswer } from './batch-runner.ts';
export { runBatchCrashes, type BatchCrashOutcome, type BatchCrashPlan } from './batch-crash-run.ts';
export type { AimedMoment } from './batch-kills.ts';
export { runCrashes, type CrashOutcome, type CrashPlan } from './crash-run.ts';
export {
  remoteAdmin,
  type FaultRule,
  type LedgerGroup,
  type LedgerSummary,
  type RemoteAdmin,
} from './ledger.ts';
export { activitiesInHand } from './pending-work.ts';
export {
  everyStage,
  onlyStage,
  patiently,
  resultOf,
  startPipeline,
  type PipelineHandle,
} from './pipelines.ts';
export { rawDescription, rawHistory, rawRuns } from './raw-bytes.ts';
export { startRemoteProxy, type CreateMoment, type RemoteProxy } from './remote-proxy.ts';
export { replaceable, type Replaceable } from './replaceable.ts';
export { seededRandom } from './seeded-random.ts';
export type { StackApi, StackApiOptions } from './stack-api.ts';
export { startStack, type Stack, type StackOptions } from './stack.ts';
