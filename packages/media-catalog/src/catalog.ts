import type {
  BatchCounts,
  BatchSettings,
  BatchStatus,
  MediaPipelineInput,
  MediaPipelineResult,
  StageName,
} from '@org/media-contracts';

/** Times are ms since the epoch. Every read takes the tenant; what belongs to another one is absent. */

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Name of the Ittybit account that pays for its work; the default one when absent. */
  readonly account?: string;
  /** After so many days closed resources and their objects are removed; never when absent. */
  readonly retentionDays?: number;
}

export interface KeyLimits {
  /** Requests a second, and how many at once after a pause. */
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly runningPipelines: number;
  /** Items of batches that have not ended. */
  readonly queuedItems: number;
}

export interface ApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** The first characters, to tell keys apart. */
  readonly prefix: string;
  readonly limits: KeyLimits;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

export type ResourceKind = 'pipeline' | 'batch';

/** A page, and where the next one begins. Cursors are opaque. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface PageRequest {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export type PipelineState = 'running' | 'parked' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled';

export interface StageRow {
  readonly stage: StageName;
  /** As `StageState` of the contracts. */
  readonly state: string;
  readonly generation?: number;
  readonly remoteId?: string;
  readonly outputUrl?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly error?: { readonly type: string; readonly message: string };
}

export interface PipelineRow {
  /** The workflow's id. */
  readonly id: string;
  readonly tenantId: string;
  readonly keyId?: string;
  readonly runId: string;
  readonly state: PipelineState;
  /** URLs without their query part. */
  readonly input: MediaPipelineInput;
  readonly assetId?: string;
  readonly batchId?: string;
  readonly redriveOf?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  readonly stages: readonly StageRow[];
  readonly result?: MediaPipelineResult;
  readonly error?: { readonly type: string; readonly message: string };
  /** What it waits for, when that is known from its history. */
  readonly waitingFor?: string;
  readonly createdAt: number;
  readonly closedAt?: number;
  readonly updatedAt: number;
}

export interface BatchRow {
  readonly id: string;
  readonly tenantId: string;
  readonly keyId?: string;
  /** Of the first execution: it names the folder of the batch in the store. */
  readonly firstRunId: string;
  /** Of the run that was last seen. */
  readonly runId: string;
  /** As `BatchPhase` of the contracts, or how it closed. */
  readonly state: string;
  readonly settings?: BatchSettings;
  readonly counts?: BatchCounts;
  /** The last answer of the batch itself. */
  readonly status?: BatchStatus;
  readonly manifest?: { readonly key: string; readonly sha256: string };
  readonly redriveOf?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  readonly error?: { readonly type: string; readonly message: string };
  readonly createdAt: number;
  readonly closedAt?: number;
  readonly updatedAt: number;
}

export type BatchItemState = 'running' | 'succeeded' | 'failed' | 'cancelled';

/** An item that a batch has begun: it runs, waits to be tried again, or has ended. */
export interface BatchItemRow {
  /** Position in the list, from 0. */
  readonly index: number;
  readonly state: BatchItemState;
  readonly kind: string;
  /** In the list, from 1. */
  readonly line?: number;
  /** The one that the list gives it. */
  readonly itemId?: string;
  /** Without its query part. */
  readonly url?: string;
  readonly remoteId?: string;
  readonly outputUrl?: string;
  /** Where the item is a pipeline. */
  readonly pipelineId?: string;
  readonly error?: { readonly type: string; readonly message: string };
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface ActivityRow {
  readonly workflowId: string;
  readonly runId: string;
  /** Event number of `ActivityTaskScheduled`: with the run it names the execution. */
  readonly scheduledEventId: number;
  readonly activityId: string;
  readonly type: string;
  readonly state: 'scheduled' | 'completed' | 'failed' | 'timedOut' | 'cancelled';
  readonly input?: unknown;
  readonly output?: unknown;
  readonly attempts?: number;
  readonly failure?: { readonly type?: string; readonly message: string };
  /** Identity of the worker; absent for what a webhook completed before any worker took it. */
  readonly worker?: string;
  readonly scheduledAt: number;
  readonly startedAt?: number;
  readonly closedAt?: number;
}

export interface AssetRow {
  readonly id: string;
  readonly tenantId: string;
  /** Without its query part. */
  readonly source: string;
  /** In our own store, where it was uploaded. */
  readonly key?: string;
  /** SHA-256 in hex, where the bytes went through us. */
  readonly digest?: string;
  readonly sizeBytes?: number;
  readonly mediaType?: string;
  readonly probe?: unknown;
  readonly createdAt: number;
}

export interface FileRow {
  readonly id: string;
  readonly tenantId: string;
  readonly workflowId: string;
  readonly assetId?: string;
  /** The stage or item that made it. */
  readonly role: string;
  readonly kind?: string;
  readonly url?: string;
  /** In our own store. */
  readonly key?: string;
  readonly sizeBytes?: number;
  readonly digest?: string;
  readonly durationSeconds?: number;
  readonly createdAt: number;
}

export interface EventRow {
  readonly resourceId: string;
  /** From 1 without gaps, per resource. */
  readonly seq: number;
  /** `pipeline.started`, `stage.succeeded`, `batch.progress`, … */
  readonly type: string;
  readonly data: unknown;
  readonly at: number;
}

export type CallbackState = 'pending' | 'delivering' | 'delivered' | 'dead';

export interface CallbackRow {
  readonly id: string;
  readonly tenantId: string;
  readonly resourceKind: ResourceKind;
  readonly resourceId: string;
  /** `pipeline.succeeded`, `batch.completed`, … */
  readonly event: string;
  readonly url: string;
  /** What is sent, byte for byte the same in every attempt. */
  readonly payload: string;
  readonly state: CallbackState;
  readonly attempts: number;
  readonly nextAttemptAt?: number;
  /** Counts the times a person asked for it again. */
  readonly replays: number;
  readonly createdAt: number;
  readonly deliveredAt?: number;
}

export interface CallbackAttempt {
  readonly attempt: number;
  readonly replay: number;
  readonly at: number;
  readonly durationMs: number;
  readonly status?: number;
  readonly error?: string;
}

export interface ListFilter extends PageRequest {
  readonly state?: string;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly batchId?: string;
}

/** What one reading of a workflow's history changes, written in one transaction. */
export interface WorkflowUpdate {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  /** The last event that was read. A write whose number is not greater than the last one of the same run changes nothing. */
  readonly lastEventId: number;
  /** Where this reading began: when the run does not stand there, the write changes nothing, or events would be told twice. */
  readonly afterEventId?: number;
  /** Nothing follows in this run: it is not `unfinished` any more, also when another run goes on with its workflow. */
  readonly runEnded?: boolean;
  /** The row as it is after these events; `stages` too. `counts` and `status` of a batch stay where they are absent. */
  readonly pipeline?: PipelineRow;
  readonly batch?: BatchRow;
  /** Those that these events changed. */
  readonly activities: readonly ActivityRow[];
  readonly files: readonly FileRow[];
  /** Of a batch. One that runs is noted where it is new; one that has ended replaces what was known of its end. */
  readonly items?: readonly BatchItemRow[];
  /** Numbered by the catalog. */
  readonly events: readonly Omit<EventRow, 'resourceId' | 'seq'>[];
  readonly callbacks: readonly Pick<CallbackRow, 'id' | 'event' | 'url' | 'payload'>[];
}

/** Where the projector stands with a run that has not ended for it. */
export interface OpenWorkflow {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  readonly lastEventId: number;
}

export interface TenantStore {
  create(tenant: { id: string; name: string; account?: string; retentionDays?: number }): Promise<Tenant>;
  list(): Promise<readonly Tenant[]>;
  get(id: string): Promise<Tenant | undefined>;
  setRetention(id: string, days: number | undefined): Promise<void>;
}

export interface KeyStore {
  /** `hash` is the SHA-256 of the whole key. */
  create(key: {
    id: string;
    tenantId: string;
    name: string;
    prefix: string;
    hash: Uint8Array;
    limits: KeyLimits;
  }): Promise<ApiKey>;
  /** By its hash; revoked ones too. */
  find(hash: Uint8Array): Promise<ApiKey | undefined>;
  list(tenantId?: string): Promise<readonly ApiKey[]>;
  /** False when there is no such key. Revoking twice changes nothing. */
  revoke(id: string): Promise<boolean>;
  touch(id: string, at: number): Promise<void>;
}

export interface IdempotencyStore {
  /** Claims a key for a body. Of many at once exactly one is `new`, and all get the same resource. */
  claim(claim: {
    tenantId: string;
    key: string;
    /** Method and path: a key means nothing on another route. */
    route: string;
    bodyHash: Uint8Array;
    resourceId: string;
    expiresAt: number;
  }): Promise<{ readonly state: 'new' | 'same' | 'otherBody'; readonly resourceId: string }>;
}

export interface PipelineStore {
  /** Right after the start, so that the caller can read what it started. Changes nothing where a row is there. */
  insertStarted(row: PipelineRow): Promise<void>;
  get(tenantId: string, id: string): Promise<PipelineRow | undefined>;
  /** Newest first. */
  list(tenantId: string, filter: ListFilter): Promise<Page<PipelineRow>>;
  /** Of one API key: those that have not ended. */
  countRunning(tenantId: string, keyId: string): Promise<number>;
}

export interface BatchStore {
  insertStarted(row: BatchRow): Promise<void>;
  get(tenantId: string, id: string): Promise<BatchRow | undefined>;
  list(tenantId: string, filter: ListFilter): Promise<Page<BatchRow>>;
  /** Those that the batch has begun, in the order of the list. */
  listItems(
    tenantId: string,
    batchId: string,
    filter: PageRequest & { readonly state?: BatchItemState },
  ): Promise<Page<BatchItemRow>>;
  /** Of one API key: items of batches that have not ended. */
  countQueuedItems(tenantId: string, keyId: string): Promise<number>;
}

export interface ActivityStore {
  /** In the order in which they were scheduled. */
  list(tenantId: string, workflowId: string, page: PageRequest): Promise<Page<ActivityRow>>;
}

export interface EventStore {
  after(tenantId: string, resourceId: string, seq: number, limit: number): Promise<readonly EventRow[]>;
  /**
   * Calls back with the id of a resource that has new events, as long as the signal is not aborted. Hints may be lost
   * while the connection is made anew: `onGap` says so, and whoever waits reads again.
   */
  listen(
    listener: { onEvents: (resourceId: string) => void; onGap: () => void },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface AssetStore {
  /** The same source of the same tenant is one asset. */
  upsert(asset: Omit<AssetRow, 'createdAt'>): Promise<AssetRow>;
  /** Changes nothing where the source is there, and returns what is. */
  create(asset: Omit<AssetRow, 'createdAt'>): Promise<AssetRow>;
  get(tenantId: string, id: string): Promise<AssetRow | undefined>;
  list(tenantId: string, page: PageRequest): Promise<Page<AssetRow>>;
  /** Of these keys of objects the ones that an asset of the tenant names. */
  keysInUse(tenantId: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface FileStore {
  ofAsset(tenantId: string, assetId: string, page: PageRequest): Promise<Page<FileRow>>;
  ofWorkflow(tenantId: string, workflowId: string): Promise<readonly FileRow[]>;
}

export interface CallbackStore {
  get(tenantId: string, id: string): Promise<CallbackRow | undefined>;
  list(tenantId: string, filter: ListFilter & { readonly resourceId?: string }): Promise<Page<CallbackRow>>;
  attempts(tenantId: string, id: string): Promise<readonly CallbackAttempt[]>;
  /** Asks for a dead or delivered one again; the number of the replay, or undefined when there is none to replay. */
  replay(tenantId: string, id: string): Promise<number | undefined>;
  /** For whoever delivers: by id alone. */
  load(id: string): Promise<CallbackRow | undefined>;
  /** Written once per (replay, attempt). */
  recordAttempt(
    id: string,
    attempt: CallbackAttempt,
    next: { state: CallbackState; nextAttemptAt?: number },
  ): Promise<void>;
  /** Rows whose delivery no workflow has taken up yet, oldest first. */
  pending(limit: number): Promise<readonly Pick<CallbackRow, 'id' | 'tenantId' | 'replays'>[]>;
  markDelivering(id: string): Promise<void>;
  /** Rows that are delivered by a workflow, and whose next attempt was due before a time. Oldest first. */
  overdue(before: number, limit: number): Promise<readonly Pick<CallbackRow, 'id' | 'replays'>[]>;
  /** Nobody delivers it any more: it is dead, unless it was replayed or has ended meanwhile. */
  abandon(id: string, replays: number): Promise<void>;
}

/** Secrets that sign callbacks, kept encrypted. Newest first; old ones sign along until they are removed. */
export interface SecretStore {
  list(
    tenantId: string,
  ): Promise<readonly { readonly id: string; readonly sealed: Uint8Array; readonly createdAt: number }[]>;
  add(tenantId: string, secret: { id: string; sealed: Uint8Array }): Promise<void>;
  remove(tenantId: string, id: string): Promise<boolean>;
}

export interface ProjectionStore {
  /** Runs `work` while no other process does; undefined at once when another one holds the lock. */
  asOnlyOne<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
  open(): Promise<readonly OpenWorkflow[]>;
  /** Which of these runs the catalog does not know as ended, and where it stands with them. */
  unfinished(
    runs: readonly { workflowId: string; runId: string }[],
  ): Promise<readonly { workflowId: string; runId: string; lastEventId: number }[]>;
  /** All in one transaction. */
  save(updates: readonly WorkflowUpdate[]): Promise<void>;
  /**
   * The last answer of a batch to `batchStatus`; one that was made earlier than what is there changes nothing. Its phase
   * and counts become those of an open row. The events are written only with it.
   */
  saveBatchStatus(
    workflowId: string,
    status: BatchStatus,
    events?: readonly Omit<EventRow, 'resourceId' | 'seq'>[],
  ): Promise<void>;
}

/** What has outlived the retention of its tenant. */
export interface Expired {
  readonly kind: ResourceKind | 'asset';
  readonly id: string;
  /** Of its objects in the store. */
  readonly keys: readonly string[];
  /** Every object below these is its own, too. */
  readonly prefixes: readonly string[];
}

export interface RedriveStore {
  /** Redrives of a pipeline or batch, and redrives of those, that have not ended. */
  openOf(id: string): Promise<readonly string[]>;
}

export interface RetentionStore {
  /** Oldest first. Objects are removed before the rows, so that a clean-up that was interrupted finds them again. */
  expired(tenant: Tenant, now: number, limit: number): Promise<readonly Expired[]>;
  remove(tenantId: string, expired: readonly Pick<Expired, 'kind' | 'id'>[]): Promise<void>;
  /** Forgets idempotency keys that are too old to be used; how many. */
  forgetKeys(now: number): Promise<number>;
}

/** Everything that is kept about what the system made. */
export interface Catalog {
  readonly tenants: TenantStore;
  readonly keys: KeyStore;
  readonly idempotency: IdempotencyStore;
  readonly pipelines: PipelineStore;
  readonly batches: BatchStore;
  readonly activities: ActivityStore;
  readonly events: EventStore;
  readonly assets: AssetStore;
  readonly files: FileStore;
  readonly callbacks: CallbackStore;
  readonly secrets: SecretStore;
  readonly projection: ProjectionStore;
  readonly redrives: RedriveStore;
  readonly retention: RetentionStore;
  /** Rejects when the database does not answer. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
