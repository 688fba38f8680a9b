import type { MediaPipelineInput, MediaPipelineResult, StageName } from '@org/media-contracts';
import type { ListFilter, Page } from './page.js';

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

export interface PipelineStore {
  /** Right after the start, so that the caller can read what it started. Changes nothing where a row is there. */
  insertStarted(row: PipelineRow): Promise<void>;
  get(tenantId: string, id: string): Promise<PipelineRow | undefined>;
  /** Newest first. */
  list(tenantId: string, filter: ListFilter): Promise<Page<PipelineRow>>;
  /** Of one API key: those that have not ended. */
  countRunning(tenantId: string, keyId: string): Promise<number>;
}
