import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spoolList } from './spooled-list.js';

const never = new AbortController().signal;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('spoolList', () => {
  it('keeps the bytes, their digest and their number, and can be read twice', async () => {
    const list = await spoolList(chunks('url,kind\n', 'a,video\n'), never, folder);
    const text = 'url,kind\na,video\n';
    expect(await textOf(list.open())).toBe(text);
    expect(await textOf(list.open())).toBe(text);
    expect(list.sizeBytes).toBe(text.length);
    expect(list.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    await list.remove();
    expect(await readdir(folder)).toEqual([]);
  });
  it('leaves nothing behind when the source breaks', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
      throw new Error('the pipe broke');
    }
    await expect(spoolList(broken(), never, folder)).rejects.toThrow('the pipe broke');
    expect(await readdir(folder)).toEqual([]);
  });
  it('ends with the signal', async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        yield Buffer.alloc(10);
        controller.abort();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await expect(spoolList(endless(), controller.signal, folder)).rejects.toThrow(/abort/i);
    expect(await readdir(folder)).toEqual([]);
  });
});
