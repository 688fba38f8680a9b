import type { BatchRow, InvalidItem, ItemKind, PlannedItem, RepeatedItem } from '@org/media-contracts';
import { redactUrls } from '../../redact-url.js';
import { withoutQuery } from './without-query.js';

/** The outcomes that a manifest has a file of, beside what never started. */
export const MANIFEST_OUTCOMES = ['succeeded', 'failed', 'cancelled', 'invalid'] as const;

export type ManifestOutcome = (typeof MANIFEST_OUTCOMES)[number];

/** A line of `results.jsonl`. No URL in it has a query part: that of a presigned one is a secret. */
export interface ManifestEntry {
  readonly index: number;
  /** Where in the list it stood, from 1. */
  readonly line: number;
  readonly id?: string;
  readonly outcome: ManifestOutcome;
  /** The index that this one repeats: the result is there. A repetition has no field below. */
  readonly sameAs?: number;
  readonly kind?: ItemKind;
  readonly url?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Why a line is invalid. */
  readonly reason?: string;
  readonly remoteId?: string;
  readonly outputUrl?: string;
  readonly durationSeconds?: number;
  readonly sizeBytes?: number;
  readonly error?: { readonly type: string; readonly message: string };
  readonly leftRunning?: boolean;
  readonly generation?: number;
  /** In ms since the epoch, as is `endedAt`. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly spend?: number;
  readonly pipeline?: {
    readonly workflowId: string;
    readonly runId: string;
    readonly outputs: Readonly<Record<string, string>>;
  };
}

export function entryOfResult(item: PlannedItem, row: BatchRow): ManifestEntry {
  const { index, line, id, kind, url, metadata } = item;
  const { outcome, remoteId, outputUrl, durationSeconds, sizeBytes, error, leftRunning, spend } = row;
  return withoutAbsent({
    index,
    line,
    id: id && redactUrls(id),
    outcome,
    kind,
    url: withoutQuery(url),
    metadata: metadata && mapValues(metadata, redactUrls),
    remoteId,
    outputUrl: outputUrl && withoutQuery(outputUrl),
    durationSeconds,
    sizeBytes,
    error: error && { type: error.type, message: redactUrls(error.message) },
    leftRunning,
    generation: row.operation.generation,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    spend,
    pipeline: row.pipeline && pipelineOf(row.pipeline),
  });
}

export function entryOfInvalid({ index, line, id, url, reason }: InvalidItem): ManifestEntry {
  return withoutAbsent({
    index,
    line,
    id: id && redactUrls(id),
    outcome: 'invalid',
    url: url && withoutQuery(url),
    reason: redactUrls(reason),
  });
}

export function entryOfRepeated(
  { index, line, id, sameAs }: RepeatedItem,
  outcome: ManifestOutcome,
): ManifestEntry {
  return withoutAbsent({ index, line, id: id && redactUrls(id), outcome, sameAs });
}

function pipelineOf({
  workflowId,
  runId,
  outputs,
}: NonNullable<BatchRow['pipeline']>): ManifestEntry['pipeline'] {
  return { workflowId, runId, outputs: mapValues(outputs, withoutQuery) };
}

/** The same value with every URL in its texts redacted. */
export function redacted<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, field: unknown) => (typeof field === 'string' ? redactUrls(field) : field)),
  ) as T;
}

function mapValues(
  record: Record<string, string>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

type Absent<T> = { [Field in keyof T]: T[Field] | undefined };

function withoutAbsent(entry: Absent<ManifestEntry>): ManifestEntry {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== undefined),
  ) as unknown as ManifestEntry;
}
