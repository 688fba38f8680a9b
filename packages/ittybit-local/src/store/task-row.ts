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
    request: parse<TaskRequest>(row['request']),
    fate: parse<Fate>(row['fate']),
    status: row['status'] as TaskStatus,
    progress: numberOrNull(row['progress']),
    error: parseOrNull<TaskError>(row['error']),
    output: parseOrNull<StoredFile>(row['output']),
    children: parse<ChildTask[]>(row['children']),
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
    error: parseOrNull<TaskError>(row['plan_error']),
  };
}

function parse<T>(value: SQLOutputValue | undefined): T {
  return JSON.parse(String(value)) as T;
}

function parseOrNull<T>(value: SQLOutputValue | undefined): T | null {
  return value === null || value === undefined ? null : parse<T>(value);
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
