import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateCatalog } from '../migrate-catalog.js';
import { execute, onEmbedded, type TestDatabase } from '../testing/test-database.js';

const ROWS = 100_000;
const FILTERS = ['true', `state = 'failed'`, `batch_id = 'bt_7'`] as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await onEmbedded();
  await migrateCatalog(database);
  await execute(
    database.connectionString,
    `insert into pipelines (id, tenant_id, run_id, event_seq, state, created_at, updated_at, input, batch_id)
     select 'pl_' || n, 't' || n % 3, 'run', 0, case when n % 20 = 0 then 'failed' else 'succeeded' end, n / 10, n, '{}', 'bt_' || n % 100
     from generate_series(1, ${ROWS}) n`,
  );
  await execute(database.connectionString, 'analyze pipelines');
});
afterAll(() => database.drop());

/** What the list asks, as far as the planner cares. */
async function planOf(filter: string): Promise<{ nodes: string[]; rows: number }> {
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, format json) select * from pipelines
     where tenant_id = 't1' and ${filter} and (created_at, id) < (9000, 'pl_1')
     order by created_at desc, id desc limit 51`,
  );
  await client.end();
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode): void => {
    nodes.push(node);
    node.Plans?.forEach(visit);
  };
  const [plan] = rows;
  if (plan) visit(plan['QUERY PLAN'][0].Plan);
  return {
    nodes: nodes.map((node) => node['Node Type']),
    rows: Math.max(...nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0))),
  };
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

describe(`a page of ${ROWS} pipelines`, () => {
  it.each(FILTERS)('where %s is read along an index, without sorting the others', async (filter) => {
    const { nodes, rows } = await planOf(filter);
    expect(nodes).toContain('Index Scan');
    expect(nodes).not.toContain('Sort');
    expect(nodes).not.toContain('Seq Scan');
    expect(rows).toBeLessThan(500);
  });
});
