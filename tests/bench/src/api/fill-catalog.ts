import type { Client } from 'pg';

const PIPELINES = `
insert into pipelines (id, tenant_id, run_id, event_seq, state, input, result, asset_id, created_at, closed_at, updated_at)
select 'pl_filled' || n, $1, 'run-' || n, 10, 'succeeded',
  jsonb_build_object('source', 'https://media.test/' || n || '.mp4'),
  jsonb_build_object('ingestedUrl', 'https://files.test/' || n || '.mp4'),
  'as_filled' || n, $2::bigint - n * 1000, $2::bigint - n * 1000 + 60000, $2::bigint - n * 1000 + 60000
from generate_series(1, $3::int) n`;

const STAGES = `
insert into stages (pipeline_id, stage, state, generation, remote_id, output_url, started_at, ended_at)
select p.id, s.stage, 'succeeded', 1, 'job_' || p.id || s.stage, 'https://files.test/' || p.id || s.stage,
  p.created_at, p.closed_at
from pipelines p cross join unnest(array['ingest', 'thumbnails', 'audio', 'transcode']) s(stage)
where p.id like 'pl_filled%'`;

/** So many pipelines that have ended, one a second until now, straight into the tables. */
export async function fillCatalog(database: Client, tenantId: string, pipelines: number): Promise<void> {
  await database.query(PIPELINES, [tenantId, Date.now(), pipelines]);
  await database.query(STAGES);
  await database.query('vacuum analyze pipelines');
  await database.query('vacuum analyze stages');
  // A database that grew by itself has written all this to its disk long ago, and not while it is measured.
  await database.query('checkpoint');
}
