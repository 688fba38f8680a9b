import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const CHUNK = Buffer.alloc(256 * 1024);

/** How a source may misbehave, by the last part of its path; any other part makes the URL unique to a test. */
const BEHAVIOURS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'not-found.mp4': (response) => response.writeHead(404).end('no such file'),
  'page.mp4': (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Please log in</h1>'),
  'no-answer.mp4': () => undefined,
  'no-body.mp4': (response) => {
    response.writeHead(200, { 'content-type': 'video/mp4' }).flushHeaders();
  },
  'endless.mp4': sendWithoutEnd,
};

/** Serves the samples of a folder, and what misbehaves, on loopback for the tests of a file. */
export function useOddSources(folder: string): { readonly url: (test: string, name: string) => string } {
  const server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    const path = join(folder, name);
    const behave = BEHAVIOURS[name];
    if (behave) behave(response);
    else if (existsSync(path)) {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      createReadStream(path).pipe(response);
    } else response.writeHead(500).end(`the test serves no ${name}`);
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return { url: (test, name) => `http://127.0.0.1:${port}/${test}/${name}` };
}

function sendWithoutEnd(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'video/mp4' });
  const send = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', send);
  send();
}
