import { and, count, desc, eq, getTableColumns, gte, isNull, lt, sql } from 'drizzle-orm';
import type { PipelineRow, PipelineStore, StageRow } from '../ports/pipeline.js';
import { asking, type Connections } from '../database.js';
import { behind, pageOf, type Newest } from '../page-of.js';
import { insertPipelines } from '../projection/write-resources.js';
import { pipelines, stages } from '../schema/resources.js';
import { withoutNulls } from '../without-nulls.js';

const NEWEST: Newest = { list: 'pipelines', createdAt: pipelines.createdAt, id: pipelines.id };

/** Its stages with every pipeline, in one query: a list must not ask once per row. */
const stagesOf = sql<StageRow[]>`(
  select coalesce(json_agg(json_strip_nulls(json_build_object(
    'stage', s.stage, 'state', s.state, 'generation', s.generation, 'remoteId', s.remote_id,
    'outputUrl', s.output_url, 'startedAt', s.started_at, 'endedAt', s.ended_at, 'error', s.error
  ))), '[]'::json) from ${stages} s where s.pipeline_id = ${pipelines.id}
)`;

export function pipelineStore({ db }: Connections): PipelineStore {
  const { eventSeq: _seq, ...columns } = getTableColumns(pipelines);
  const select = () =>
    db
      .select({ ...columns, stages: stagesOf })
      .from(pipelines)
      .$dynamic();
  return {
    insertStarted: (row) =>
      asking(async () => {
        await db.transaction((tx) => insertPipelines(tx, [row]));
      }),
    get: (tenantId, id) =>
      asking(async () => {
        const [row] = await select().where(and(eq(pipelines.tenantId, tenantId), eq(pipelines.id, id)));
        return row && shown(row);
      }),
    list: (tenantId, filter) =>
      asking(async () => {
        const { state, createdAfter, createdBefore, batchId, cursor, limit } = filter;
        const rows = await select()
          .where(
            and(
              eq(pipelines.tenantId, tenantId),
              state === undefined ? undefined : eq(pipelines.state, state),
              createdAfter === undefined ? undefined : gte(pipelines.createdAt, createdAfter),
              createdBefore === undefined ? undefined : lt(pipelines.createdAt, createdBefore),
              batchId === undefined ? undefined : eq(pipelines.batchId, batchId),
              behind(NEWEST, cursor),
            ),
          )
          .orderBy(desc(pipelines.createdAt), desc(pipelines.id))
          .limit(limit + 1);
        return pageOf(NEWEST, rows.map(shown), filter);
      }),
    countRunning: (tenantId, keyId) =>
      asking(async () => {
        const open = and(
          eq(pipelines.tenantId, tenantId),
          eq(pipelines.keyId, keyId),
          isNull(pipelines.closedAt),
        );
        const [row] = await db.select({ running: count() }).from(pipelines).where(open);
        return row?.running ?? 0;
      }),
  };
}

type Selected = Omit<typeof pipelines.$inferSelect, 'eventSeq'>;

function shown({ stages: own, state, ...row }: Selected & { stages: StageRow[] }): PipelineRow {
  return { ...withoutNulls(row), state: state as PipelineRow['state'], stages: own };
}
