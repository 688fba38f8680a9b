import type {
  BatchPlan,
  PipelineItem,
  PipelineItemOutcome,
  PlanBatchInput,
  ReadItemsInput,
  ReadItemsResult,
  WriteManifestInput,
  WriteShardInput,
  WrittenManifest,
  WrittenShard,
} from './batch/batch-types.js';
import type { CallbackSent, SendCallbackInput } from './callback.js';
import type {
  AccountProbe,
  FindRemoteInput,
  FoundRemote,
  InspectOutputInput,
  OutputInspection,
  ProbeAccountInput,
  RemoteOutcome,
  RemoteWork,
} from './remote-work.js';

/** Carries out one generation: creates the remote task once, waits for it, returns how it ended. */
export type RemoteActivity = (work: RemoteWork) => Promise<RemoteOutcome>;

/** What workflows ask of the `remote` role: it only waits. */
export interface IttybitActivities {
  ingest: RemoteActivity;
  generateThumbnails: RemoteActivity;
  extractAudio: RemoteActivity;
  transcode: RemoteActivity;
  /** Carries out one generation of one item of a batch; `kind` is required. */
  processFile: RemoteActivity;
  /** Looks for the remote task of a generation without creating one. */
  findRemote: (input: FindRemoteInput) => Promise<FoundRemote>;
  /** Asks the service whether the account works again. */
  probeAccount: (input: ProbeAccountInput) => Promise<AccountProbe>;
}

/** What workflows ask of the `check` role: it reads files. */
export interface CheckActivities {
  inspectOutput: (input: InspectOutputInput) => Promise<OutputInspection>;
}

/** What batches ask of the `batch` role: it reads lists, and keeps plans, results and manifests in the store. */
export interface BatchActivities {
  /** Reads the whole list once and writes it to the store in pages. A list with nothing valid is `BadInput`. */
  planBatch: (input: PlanBatchInput) => Promise<BatchPlan>;
  readItems: (input: ReadItemsInput) => Promise<ReadItemsResult>;
  /** Makes results durable. Writing the same shard again changes nothing. */
  writeShard: (input: WriteShardInput) => Promise<WrittenShard>;
  /** Merges the shards by index, checks that no index is missing or doubled, and publishes the manifest once. */
  writeManifest: (input: WriteManifestInput) => Promise<WrittenManifest>;
}

/** What batches ask of the `remote` role beside remote tasks: it only waits for a pipeline. */
export interface PipelineItemActivities {
  /** Starts the pipeline of an item once, waits for its end, and cancels it only when that is asked for. */
  processPipeline: (input: PipelineItem) => Promise<PipelineItemOutcome>;
}

/** What deliveries ask of the `callbacks` role: it reaches out to addresses that strangers gave. */
export interface CallbackActivities {
  /** Makes one attempt and records it. An attempt that was recorded is not made again. */
  sendCallback: (input: SendCallbackInput) => Promise<CallbackSent>;
  /** Records that nothing more is sent, since somebody cancelled the delivery. Sends nothing. */
  abandonCallback: (input: SendCallbackInput) => Promise<void>;
}
