import type { SQLOutputValue } from 'node:sqlite';
import type {
  ChildTask,
  Collection,
  Fate,
  Plan,
  StoredFile,
  TaskError,
  TaskRecord,
  TaskRequest,
  TaskStatus,
  TerminalStatus,
} from '../task-record.js';

type Row = Record<string, SQLOutputValue>;

/** The record a row of `tasks` holds. */
export function toTaskRecord(row: Row): TaskRecord {
  return {
    seq: Number(row['seq']),
    id: String(row['id']),
    collection: row['collection'] as Collection,
    request: parse(row['request']) as TaskRequest,
    fate: parse(row['fate']) as Fate,
    status: row['status'] as TaskStatus,
    progress: numberOrNull(row['progress']),
    error: parseOrNull(row['error']) as TaskError | null,
    output: parseOrNull(row['output']) as StoredFile | null,
    children: parse(row['children']) as ChildTask[],
    plan: row['is_planned'] === 1 ? toPlan(row) : null,
    foreign: row['is_foreign'] === 1,
    createdAt: Number(row['created_at']),
    startedAt: numberOrNull(row['started_at']),
    finishedAt: numberOrNull(row['finished_at']),
    updatedAt: Number(row['updated_at']),
  };
}

export function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function toPlan(row: Row): Plan {
  return {
    startAt: Number(row['plan_start_at']),
    endAt: numberOrNull(row['plan_end_at']),
    ending: row['plan_ending'] as TerminalStatus,
    error: parseOrNull(row['plan_error']) as TaskError | null,
  };
}

function parse(value: SQLOutputValue | undefined): unknown {
  return JSON.parse(String(value));
}

function parseOrNull(value: SQLOutputValue | undefined): unknown {
  return value === null || value === undefined ? null : parse(value);
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
