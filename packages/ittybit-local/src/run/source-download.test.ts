import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../testing/start-http.js';
import { temporaryFolder } from '../testing/start-server.js';
import { downloadSource, type DownloadLimits } from './source-download.js';

const OPEN: DownloadLimits = { allowPrivateAddresses: true, maxBytes: 1000, maxSeconds: 30 };

async function download(
  url: string,
  {
    limits = {},
    signal = new AbortController().signal,
  }: { limits?: Partial<DownloadLimits>; signal?: AbortSignal } = {},
): Promise<string> {
  const path = join(await temporaryFolder(), 'source');
  try {
    await downloadSource({ url, path, limits: { ...OPEN, ...limits }, signal, onProgress: () => undefined });
  } catch (error) {
    expect(existsSync(path)).toBe(false);
    throw error;
  }
  return readFile(path, 'utf8');
}

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

describe('downloadSource', () => {
  it('stores what it gets, also after redirects', async () => {
    const url = await startHttp((request, response) => {
      if (request.url === '/end') response.end('media');
      else response.writeHead(302, { location: '/end' }).end();
    });
    expect(await download(`${url}/start`)).toBe('media');
  });

  it.each([
    [404, 'invalid_input', /answered 404/],
    [403, 'invalid_input', /answered 403/],
    [500, 'source_unavailable', /answered 500.*Try again later/],
    [503, 'source_unavailable', /answered 503/],
    [429, 'source_unavailable', /answered 429/],
  ])('tells an answer of %i apart as %s', async (status, kind, message) => {
    const url = await startHttp(answering(status));
    await expect(download(`${url}/a?token=secret`)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as string,
    });
    await expect(download(`${url}/a?token=secret`)).rejects.not.toThrow(/secret/);
  });

  it('refuses a web page and an empty answer', async () => {
    const page = await startHttp(answering(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>'));
    await expect(download(page)).rejects.toMatchObject({
      kind: 'invalid_input',
      message: expect.stringContaining('web page') as string,
    });
    const empty = await startHttp(answering(200));
    await expect(download(empty)).rejects.toMatchObject({
      kind: 'invalid_input',
      message: expect.stringContaining('0 bytes') as string,
    });
  });

  it('ends a body without end at the size limit, announced or not', async () => {
    const endless = await startHttp((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(300)), 1);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    await expect(download(endless)).rejects.toMatchObject({
      kind: 'invalid_input',
      message: expect.stringContaining('1000 bytes') as string,
    });
    const announced = await startHttp(answering(200, {}, 'x'.repeat(1001)));
    await expect(download(announced)).rejects.toMatchObject({ kind: 'invalid_input' });
  });

  it('ends a source that takes too long, and one that breaks off', async () => {
    const silent = await startHttp(() => undefined);
    const limits = { maxSeconds: 0.1 };
    await expect(download(silent, { limits })).rejects.toMatchObject({
      kind: 'source_unavailable',
      message: expect.stringContaining('longer than') as string,
    });
    const broken = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    await expect(download(broken)).rejects.toMatchObject({ kind: 'source_unavailable' });
  });

  it('refuses private addresses at connect time, by number and by name', async () => {
    let asked = 0;
    const url = await startHttp((_request, response) => {
      asked++;
      response.end('secret');
    });
    const limits = { allowPrivateAddresses: false };
    for (const target of [url, url.replace('127.0.0.1', 'localhost')]) {
      await expect(download(target, { limits })).rejects.toMatchObject({
        kind: 'invalid_input',
        message: expect.stringContaining('private address') as string,
      });
    }
    expect(asked).toBe(0);
  });

  it('refuses redirects without end and to other schemes', async () => {
    const loop = await startHttp(answering(302, { location: '/again' }));
    await expect(download(loop)).rejects.toMatchObject({
      kind: 'invalid_input',
      message: expect.stringContaining('redirects more than') as string,
    });
    const file = await startHttp(answering(302, { location: 'file:///etc/passwd' }));
    await expect(download(file)).rejects.toMatchObject({ kind: 'invalid_input' });
  });

  it('calls a host that nobody answers for unavailable', async () => {
    await expect(download('http://127.0.0.1:1/')).rejects.toMatchObject({ kind: 'source_unavailable' });
  });

  it('ends when it is told to', async () => {
    const silent = await startHttp(() => undefined);
    const controller = new AbortController();
    const ended = download(silent, { signal: controller.signal });
    controller.abort(new Error('stop'));
    await expect(ended).rejects.toThrow('stop');
  });
});
