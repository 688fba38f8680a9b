import type { TaskRecord } from '../task-record.js';
import { isTerminal } from '../task-record.js';
import type { Database } from './database.js';
import { listTasks, type ListQuery, type TaskPage } from './task-list.js';
import { jsonOrNull, toTaskRecord } from './task-row.js';

export type NewTask = Omit<TaskRecord, 'seq'>;
type TaskChange = Partial<
  Pick<TaskRecord, 'status' | 'progress' | 'error' | 'output' | 'children' | 'startedAt' | 'finishedAt'>
>;

/** All tasks. Reads see every write at once; `Database.committed` tells when a write is durable. */
export interface TaskStore {
  insert(task: NewTask): TaskRecord;
  get(id: string): TaskRecord | null;
  list(query: ListQuery): TaskPage;
  /** Changes a task that has not ended. Ending it also queues its webhook. False if it has ended already. */
  update(id: string, change: TaskChange, now: number): boolean;
  /** Progress only: not worth an fsync. */
  updateProgress(id: string, progress: number, children: TaskRecord['children']): void;
  /** Lets the clock move every task that does no work; called before reading. */
  settle(now: number): void;
  /** When the next task that has a webhook changes by the clock; null if none will. */
  nextWebhookDueAt: () => number | null;
  /** Ids of the tasks with real work to do that have not ended, oldest first. */
  unfinished(): string[];
  count: () => number;
}

/** @param onEnded called within the change that ends a task which has a webhook */
export function createTaskStore(
  database: Database,
  onEnded: (task: TaskRecord, at: number) => void,
): TaskStore {
  const { sql } = database;
  const insert = sql.prepare(INSERT);
  const byId = sql.prepare('SELECT * FROM tasks WHERE id = ?');
  const update = sql.prepare(UPDATE);
  const progress = sql.prepare(
    'UPDATE tasks SET progress = ?, children = ? WHERE id = ? AND finished_at IS NULL',
  );
  const nextDue = sql.prepare('SELECT min(due_at) AS at FROM tasks WHERE due_at IS NOT NULL');
  const nextWebhookDue = sql.prepare(
    'SELECT min(due_at) AS at FROM tasks WHERE due_at IS NOT NULL AND has_webhook = 1',
  );
  const endingWithWebhook = sql.prepare(ENDING_WITH_WEBHOOK);
  const start = sql.prepare(START);
  const end = sql.prepare(END);
  const unfinished = sql.prepare(
    'SELECT id FROM tasks WHERE is_planned = 0 AND finished_at IS NULL ORDER BY seq',
  );
  const count = sql.prepare('SELECT count(*) AS n FROM tasks');

  const get = (id: string): TaskRecord | null => {
    const row = byId.get(id);
    return row ? toTaskRecord(row) : null;
  };
  return {
    insert: (task) => {
      const { lastInsertRowid } = database.write(() => insert.run(insertParameters(task)));
      return { ...task, seq: Number(lastInsertRowid) };
    },
    get,
    list: (query) => listTasks(sql, query),
    update: (id, change, now) =>
      database.write(() => {
        const before = get(id);
        if (!before || isTerminal(before.status)) return false;
        const after = { ...before, ...change };
        update.run(updateParameters(after, now));
        if (isTerminal(after.status) && after.request.webhookUrl !== null) onEnded(after, now);
        return true;
      }),
    updateProgress: (id, value, children) => {
      database.writeLazily(() => progress.run(value, JSON.stringify(children), id));
    },
    settle: (now) => {
      const dueAt = nextDue.get()?.['at'];
      if (typeof dueAt !== 'number' || dueAt > now) return;
      database.writeLazily(() => {
        start.run({ now });
        for (const row of endingWithWebhook.all({ now })) onEnded(toTaskRecord(row), now);
        end.run({ now });
      });
    },
    nextWebhookDueAt: () => {
      const at = nextWebhookDue.get()?.['at'];
      return typeof at === 'number' ? at : null;
    },
    unfinished: () => unfinished.all().map((row) => String(row['id'])),
    count: () => Number(count.get()?.['n']),
  };
}

const INSERT = `INSERT INTO tasks (id, collection, kind, input_url, request, fate, has_webhook, is_foreign, status,
  progress, error, output, children, created_at, started_at, finished_at, updated_at, is_planned,
  plan_start_at, plan_end_at, plan_ending, plan_error, due_at)
  VALUES (:id, :collection, :kind, :inputUrl, :request, :fate, :hasWebhook, :isForeign, :status,
  :progress, :error, :output, :children, :createdAt, :startedAt, :finishedAt, :updatedAt, :isPlanned,
  :planStartAt, :planEndAt, :planEnding, :planError, :planStartAt)`;

const UPDATE = `UPDATE tasks SET status = :status, progress = :progress, error = :error, output = :output,
  children = :children, started_at = :startedAt, finished_at = :finishedAt, updated_at = :updatedAt,
  due_at = CASE WHEN :finishedAt IS NULL THEN due_at ELSE NULL END WHERE id = :id`;

/** Of two tasks due in one settling, each is moved as far as the clock has come. */
const START = `UPDATE tasks SET status = 'processing', started_at = plan_start_at, updated_at = plan_start_at,
  due_at = plan_end_at WHERE due_at <= :now AND status IN ('queued', 'waiting')`;

const ENDING_WITH_WEBHOOK = `SELECT * FROM tasks
  WHERE due_at <= :now AND due_at IS NOT NULL AND has_webhook = 1 AND status = 'processing' ORDER BY due_at`;

const END = `UPDATE tasks SET status = plan_ending, finished_at = plan_end_at, updated_at = plan_end_at,
  progress = CASE WHEN plan_ending = 'succeeded' THEN 100 ELSE progress END, error = plan_error, due_at = NULL
  WHERE due_at <= :now AND status = 'processing'`;

function insertParameters(task: NewTask): Record<string, string | number | null> {
  const { request, plan } = task;
  return {
    id: task.id,
    collection: task.collection,
    kind: request.kind,
    inputUrl: typeof request.input === 'string' ? request.input : request.input.url,
    request: JSON.stringify(request),
    fate: JSON.stringify(task.fate),
    hasWebhook: request.webhookUrl === null ? 0 : 1,
    isForeign: task.foreign ? 1 : 0,
    status: task.status,
    progress: task.progress,
    error: jsonOrNull(task.error),
    output: jsonOrNull(task.output),
    children: JSON.stringify(task.children),
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
    updatedAt: task.updatedAt,
    isPlanned: plan ? 1 : 0,
    planStartAt: plan?.startAt ?? null,
    planEndAt: plan?.endAt ?? null,
    planEnding: plan?.ending ?? null,
    planError: jsonOrNull(plan?.error ?? null),
  };
}

function updateParameters(task: TaskRecord, now: number): Record<string, string | number | null> {
  return {
    id: task.id,
    status: task.status,
    progress: task.progress,
    error: jsonOrNull(task.error),
    output: jsonOrNull(task.output),
    children: JSON.stringify(task.children),
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
    updatedAt: now,
  };
}
