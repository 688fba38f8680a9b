import { canonicalJson } from '../canonical-json.js';
import { inputUrl, type Collection, type TaskRequest } from '../task-record.js';
import type { Database } from './database.js';
import { findDuplicates } from './ledger-duplicates.js';
import type { Ledger, LedgerCreate, LedgerGroup, LedgerSummary } from './ledger-types.js';
import { createRequestCounter, subtract, totals, type Counts } from './request-counter.js';

/** The ledger and the ways it is written; creates and replays are written in the transaction of the state. */
export interface LedgerStore extends Ledger {
  created(create: {
    taskId: string;
    collection: Collection;
    request: TaskRequest;
    idempotencyKey: string | null;
    now: number;
  }): void;
  replayed: (taskId: string) => void;
  /** How often the same was asked so far. */
  createsOf: (asked: string) => number;
  /** Counts one request. Written with the next commit, at the latest after 100 ms. */
  counted: (route: string, outcome: string) => void;
}

/** @param settle brings tasks that end by the clock up to date, since a duplicate is judged by how the earlier one ended */
export function createLedger(database: Database, now: () => number, settle: () => void): LedgerStore {
  const { sql } = database;
  const counter = createRequestCounter(database);
  const insert = sql.prepare(
    'INSERT INTO ledger_creates (group_key, task_id, collection, idempotency_key, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const replay = sql.prepare('UPDATE ledger_creates SET replays = replays + 1 WHERE task_id = ?');
  const replays = sql.prepare('SELECT coalesce(sum(replays), 0) AS n FROM ledger_creates');
  const lastTask = sql.prepare('SELECT coalesce(max(seq), 0) AS n FROM tasks');
  const insertMark = sql.prepare('INSERT INTO ledger_marks (at, counts) VALUES (?, ?)');
  const findMark = sql.prepare('SELECT counts FROM ledger_marks WHERE id = ?');
  const foreign = sql.prepare('SELECT count(*) AS n FROM tasks WHERE is_foreign = 1 AND seq > ?');
  const creates = sql.prepare(CREATES);
  const createsOf = sql.prepare('SELECT count(*) AS n FROM ledger_creates WHERE group_key = ?');

  const replayCount = (): number => Number(replays.get()?.['n']);
  const readMark = (since: string | undefined): Mark => {
    if (since === undefined) return { counts: {}, replays: 0, afterSeq: 0 };
    const row = findMark.get(since);
    if (!row) throw new RangeError(`The ledger has no mark ${since}; make one with mark() first.`);
    return JSON.parse(String(row['counts'])) as Mark;
  };

  return {
    created: ({ taskId, collection, request, idempotencyKey, now: at }) => {
      database.write(() => insert.run(askedOf(request), taskId, collection, idempotencyKey, at));
    },
    replayed: (taskId) => {
      database.write(() => replay.run(taskId));
    },
    createsOf: (asked) => Number(createsOf.get(asked)?.['n']),
    counted: counter.count,
    mark: () => {
      const mark: Mark = {
        counts: counter.read(),
        replays: replayCount(),
        afterSeq: Number(lastTask.get()?.['n']),
      };
      const { lastInsertRowid } = database.write(() => insertMark.run(now(), JSON.stringify(mark)));
      return String(lastInsertRowid);
    },
    summary: ({ since } = {}): LedgerSummary => {
      settle();
      const mark = readMark(since);
      const groups = toGroups(creates.all(mark.afterSeq) as unknown as CreateRow[]);
      const outcomes = subtract(counter.read(), mark.counts);
      return {
        requests: totals(outcomes),
        outcomes,
        creates: groups.reduce((sum, group) => sum + group.creates.length, 0),
        replayed: replayCount() - mark.replays,
        duplicates: groups.flatMap(findDuplicates),
        groups,
        foreign: Number(foreign.get(mark.afterSeq)?.['n']),
      };
    },
  };
}

/** What a request asks for, whatever its key, its metadata or the API it came by. */
export function askedOf(request: TaskRequest): string {
  return canonicalJson({ input: inputUrl(request), kind: request.kind, options: request.options });
}

interface Mark {
  counts: Counts;
  replays: number;
  /** The newest task that does not belong to the stretch. */
  afterSeq: number;
}

interface CreateRow extends Omit<LedgerCreate, 'withoutOutput'> {
  asked: string;
  /** SQLite's true or null. */
  noOutput: number | null;
}

const CREATES = `SELECT c.group_key AS asked, c.task_id AS id, c.collection AS collection, c.created_at AS createdAt,
  c.idempotency_key AS idempotencyKey, c.replays AS replays, t.status AS status, t.finished_at AS finishedAt,
  json_extract(t.fate, '$.noOutput') AS noOutput
  FROM ledger_creates c JOIN tasks t ON t.id = c.task_id WHERE t.seq > ? ORDER BY t.seq`;

function toGroups(rows: CreateRow[]): LedgerGroup[] {
  const groups = new Map<string, LedgerCreate[]>();
  for (const { asked, noOutput, ...row } of rows) {
    const create = { ...row, withoutOutput: noOutput === 1 };
    const creates = groups.get(asked);
    if (creates) creates.push(create);
    else groups.set(asked, [create]);
  }
  return [...groups].map(([asked, creates]) => ({ asked, creates }));
}
