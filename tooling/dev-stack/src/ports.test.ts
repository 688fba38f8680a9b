import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, isFree, loadPorts, requireFree } from './ports.ts';

let folder = '';
let taken: Server;
let port = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ports-'));
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as AddressInfo).port;
});
afterEach(() => {
  taken.close();
  rmSync(folder, { recursive: true });
});

describe('loadPorts', () => {
  it('chooses once and says the same ever after', async () => {
    const file = join(folder, 'data/ports.json');
    const first = await loadPorts(file);
    expect(new Set(Object.values(first)).size).toBe(6);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(first);
    expect(await loadPorts(file)).toEqual(first);
  });

  it('keeps a port that is taken by now: URLs with it are in histories', async () => {
    const file = join(folder, 'ports.json');
    const kept = { temporal: port, ui: 2, ittybit: 3, workerHttp: 4, postgres: 5, api: 6 };
    writeFileSync(file, JSON.stringify(kept));
    expect(await loadPorts(file)).toEqual(kept);
  });

  it('adds what a file of an earlier version does not name', async () => {
    const file = join(folder, 'ports.json');
    const kept = { temporal: port, ui: 2, ittybit: 3, workerHttp: 4 };
    writeFileSync(file, JSON.stringify(kept));
    const ports = await loadPorts(file);
    expect(ports).toMatchObject(kept);
    expect(Object.keys(ports)).toEqual(expect.arrayContaining(['postgres', 'api']));
    expect(await loadPorts(file)).toEqual(ports);
  });

  it.each([
    '',
    '{}',
    '{"temporal":"x","ui":2,"ittybit":3,"workerHttp":4}',
    '{"temporal":99999,"ui":2,"ittybit":3,"workerHttp":4}',
  ])('refuses a file that holds %j', async (text) => {
    const file = join(folder, 'ports.json');
    writeFileSync(file, text);
    await expect(loadPorts(file)).rejects.toThrow(/Correct it, or delete it/);
  });
});

describe('requireFree', () => {
  it('passes a port nobody listens on', async () => {
    await expect(requireFree('Temporal', await freePort())).resolves.toBeUndefined();
  });

  it('names the port, who has it and what to do', async () => {
    const message = await requireFree('Temporal', port).then(() => '', String);
    expect(message).toContain(`Port ${port} of Temporal is taken by process ${process.pid}`);
    expect(message).toContain('.dev/data/ports.json');
  });
});

describe('isFree', () => {
  it('tells a taken port from a free one', async () => {
    expect(await isFree(port)).toBe(false);
    expect(await isFree(await freePort())).toBe(true);
  });
});
