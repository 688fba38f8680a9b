import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createCatalog } from '../create-catalog.js';
import { migrateCatalog } from '../migrate-catalog.js';
import { freePort } from '../testing/test-database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';

const dataDir = mkdtempSync(join(tmpdir(), 'media-embedded-'));
const started: EmbeddedPostgres[] = [];

async function start(port: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, port });
  started.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('startEmbeddedPostgres', () => {
  it('loses nothing that was acknowledged when the server is killed in the middle, and the pool recovers', async () => {
    const port = await freePort();
    const server = await start(port);
    await migrateCatalog(server);
    const errors: Error[] = [];
    const catalog = createCatalog({ ...server, onError: (error) => errors.push(error) });
    const acknowledged: string[] = [];
    const write = async (worker: number): Promise<string> => {
      for (let n = 0; ; n++) {
        const id = `t-${worker}-${n}`;
        await catalog.tenants.create({ id, name: id });
        acknowledged.push(id);
        if (acknowledged.length === 200) process.kill(server.pid, 'SIGKILL');
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, worker) => write(worker)));
    await server.exited;
    for (const end of ends)
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    await expect(catalog.ping(new AbortController().signal)).rejects.toMatchObject({ code: 'unavailable' });

    await start(port);
    const kept = new Set((await catalog.tenants.list()).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    await catalog.close();
  });

  it('stops a server that a killed process left running over the same data', async () => {
    const left = await start(await freePort());
    const next = await start(await freePort());
    await left.exited;
    expect(next.pid).not.toBe(left.pid);
    await expect(migrateCatalog(next)).resolves.toBeUndefined();
  });

  it('says that its port is taken', async () => {
    const port = await freePort();
    await start(port);
    const other = mkdtempSync(join(tmpdir(), 'media-embedded-'));
    const lines: string[] = [];
    const second = startEmbeddedPostgres({ dataDir: other, port, log: (line) => lines.push(line) });
    await expect(second).rejects.toThrow('ended before it was ready');
    expect(lines.join('\n')).toContain('Address already in use');
    rmSync(other, { recursive: true, force: true });
  });
});
