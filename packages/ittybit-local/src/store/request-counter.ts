import type { Database } from './database.js';

/** Requests by kind of route, then by outcome. */
export type Counts = Record<string, Record<string, number>>;

/** Counts requests in memory and writes the sums with the next commit, so that a read costs no write of its own. */
export interface RequestCounter {
  count: (route: string, outcome: string) => void;
  read(): Counts;
}

export function createRequestCounter(database: Database): RequestCounter {
  const { sql } = database;
  const add = sql.prepare(
    `INSERT INTO ledger_requests (route, outcome, count) VALUES (?, ?, ?)
     ON CONFLICT (route, outcome) DO UPDATE SET count = count + excluded.count`,
  );
  const counts = load(database);
  let unwritten: Counts = {};
  database.beforeCommit(() => {
    for (const [route, outcomes] of Object.entries(unwritten)) {
      for (const [outcome, count] of Object.entries(outcomes)) add.run(route, outcome, count);
    }
    unwritten = {};
  });
  return {
    count: (route, outcome) => {
      increase(counts, route, outcome);
      increase(unwritten, route, outcome);
      database.touch();
    },
    read: () => structuredClone(counts),
  };
}

/** What was counted since `before`; routes and outcomes without a request are left out. */
export function subtract(after: Counts, before: Counts): Counts {
  const result: Counts = {};
  for (const [route, outcomes] of Object.entries(after)) {
    for (const [outcome, count] of Object.entries(outcomes)) {
      const difference = count - (before[route]?.[outcome] ?? 0);
      if (difference > 0) (result[route] ??= {})[outcome] = difference;
    }
  }
  return result;
}

/** Requests by route, whatever became of them. */
export function totals(counts: Counts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([route, outcomes]) => [
      route,
      Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    ]),
  );
}

function increase(counts: Counts, route: string, outcome: string): void {
  const outcomes = (counts[route] ??= {});
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

function load(database: Database): Counts {
  const counts: Counts = {};
  for (const row of database.sql.prepare('SELECT route, outcome, count FROM ledger_requests').all()) {
    (counts[String(row['route'])] ??= {})[String(row['outcome'])] = Number(row['count']);
  }
  return counts;
}
