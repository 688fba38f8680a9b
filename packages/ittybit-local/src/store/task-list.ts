import type { DatabaseSync } from 'node:sqlite';
import type { Collection, TaskRecord } from '../task-record.js';
import { toTaskRecord } from './task-row.js';

export interface ListQuery {
  collection: Collection;
  kind?: string | undefined;
  status?: string | undefined;
  /** Exact input URL. */
  input?: string | undefined;
  /** 1 to 100. */
  limit: number;
  order: 'asc' | 'desc';
  /** Id of the task the page starts behind. */
  after?: string | undefined;
  /** Id of the task the page ends in front of. */
  before?: string | undefined;
  /** Show the list as it was then: newer tasks are absent, endings since then not yet known. */
  asOf?: number | undefined;
}

export interface TaskPage {
  tasks: TaskRecord[];
  hasMore: boolean;
}

/**
 * One page. Every filter has an index, so a page costs the same with ten tasks and with 100,000.
 *
 * With `before` the page is the one directly in front of that task, in the order asked for.
 */
export function listTasks(sql: DatabaseSync, query: ListQuery): TaskPage {
  const { text, parameters } = listStatement(query);
  const rows = sql.prepare(text).all(parameters);
  const tasks = rows.slice(0, query.limit).map((row) => rewind(toTaskRecord(row), query.asOf));
  return { tasks: isBackwards(query) ? tasks.reverse() : tasks, hasMore: rows.length > query.limit };
}

/** The query as SQL; it asks for one row more than the page holds. */
export function listStatement(query: ListQuery): {
  text: string;
  parameters: Record<string, string | number>;
} {
  const { where, parameters } = conditions(query);
  const scan = isBackwards(query) ? opposite(query.order) : query.order;
  return {
    text: `SELECT * FROM tasks WHERE ${where.join(' AND ')} ORDER BY seq ${scan} LIMIT :limit`,
    parameters: { ...parameters, limit: query.limit + 1 },
  };
}

function isBackwards(query: ListQuery): boolean {
  return query.before !== undefined && query.after === undefined;
}

function conditions(query: ListQuery): { where: string[]; parameters: Record<string, string | number> } {
  const where = ['collection = :collection', "status <> 'lost'"];
  const parameters: Record<string, string | number> = { collection: query.collection };
  const add = (condition: string, name: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    where.push(condition);
    parameters[name] = value;
  };
  const behind = query.order === 'desc' ? '<' : '>';
  const inFront = query.order === 'desc' ? '>' : '<';
  // The unary plus keeps SQLite from taking these indexes: an input has few tasks, a kind or a status may have all.
  const plus = query.input === undefined ? '' : '+';
  add(`${plus}kind = :kind`, 'kind', query.kind);
  add('input_url = :input', 'input', query.input);
  add(`seq ${behind} (SELECT seq FROM tasks WHERE id = :after)`, 'after', query.after);
  add(`seq ${inFront} (SELECT seq FROM tasks WHERE id = :before)`, 'before', query.before);
  add('created_at <= :asOf', 'asOf', query.asOf);
  const status = query.asOf === undefined ? `${plus}status` : STATUS_AS_OF;
  add(`${status} = :status`, 'status', query.status);
  return { where, parameters };
}

const STATUS_AS_OF = `(CASE WHEN finished_at > :asOf THEN 'processing' ELSE status END)`;

/** What was known of a task at an earlier time. */
function rewind(task: TaskRecord, asOf: number | undefined): TaskRecord {
  if (asOf === undefined || task.finishedAt === null || task.finishedAt <= asOf) return task;
  return { ...task, status: 'processing', progress: null, output: null, error: null, finishedAt: null };
}

function opposite(order: 'asc' | 'desc'): 'asc' | 'desc' {
  return order === 'asc' ? 'desc' : 'asc';
}
