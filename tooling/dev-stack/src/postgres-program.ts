import { renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { startEmbeddedPostgres } from '@org/media-catalog/embedded';

/**
 * PostgreSQL as a process among the others of a stack: `postgres-program <data folder> <port> <file>`. Writes where it
 * is into the file once it answers, and ends with it; SIGTERM ends both.
 */
const [dataDir = '', port = '', file = ''] = process.argv.slice(2);

const stopping = new AbortController();
process.once('SIGTERM', () => {
  stopping.abort();
});
const server = await startEmbeddedPostgres({
  dataDir,
  port: Number(port),
  log: (line) => {
    process.stdout.write(`${line}\n`);
  },
});
writeFileSync(`${file}.new`, server.connectionString, { mode: 0o600 });
renameSync(`${file}.new`, file);
if (!stopping.signal.aborted) await Promise.race([once(stopping.signal, 'abort'), server.exited]);
const wanted = stopping.signal.aborted;
await server.stop();
process.exit(wanted ? 0 : 1);
