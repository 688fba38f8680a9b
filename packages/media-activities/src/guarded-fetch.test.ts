import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedFetchOptions, type GuardedResponse } from './guarded-fetch.js';
import { rejectionOf } from './testing/attempt-bench.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;

function fetchWith(options: Partial<GuardedFetchOptions> = {}) {
  const guarded = createGuardedFetch({ maxBytes: 1_000_000, timeoutMs: 30_000, ...options });
  return (url: string, headers: Record<string, string> = {}): Promise<GuardedResponse> =>
    guarded(url, { signal: never, headers });
}

async function text({ body }: GuardedResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Allows the test's own server and nothing else that is private. */
const onlyOurs = (address: string): boolean => address === '127.0.0.1';

describe('createGuardedFetch', () => {
  it('reads a body, and returns a status that is no success as it is', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(request.url === '/ok' ? 200 : 404).end(`you asked for ${request.url ?? ''}`);
    });
    const get = fetchWith({ allowPrivateAddresses: true });
    expect(await text(await get(`${origin}/ok`))).toBe('you asked for /ok');
    expect((await get(`${origin}/none`)).status).toBe(404);
  });

  it('refuses a private server that is there, without connecting to it', async () => {
    let requests = 0;
    const origin = await serve((_, response) => {
      requests++;
      response.end('secret');
    });
    const port = new URL(origin).port;
    const spellings = [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ];
    for (const host of [...spellings, '[64:ff9b::7f00:1]', 'localhost', '0.0.0.0', '0']) {
      const error = await rejectionOf(fetchWith()(`http://${host}:${port}/`));
      expect(error, host).toMatchObject({ type: 'BadInput' });
    }
    expect(requests).toBe(0);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.1.1/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
  ])('refuses %s', async (url) => {
    expect(await rejectionOf(fetchWith()(url))).toMatchObject({ type: 'BadInput' });
  });

  it('refuses a public name when any of its addresses is private', async () => {
    const lookup = async (): Promise<{ address: string; family: number }[]> => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ];
    const error = await rejectionOf(fetchWith({ lookup })('http://public.test/x'));
    expect(String(error)).toContain('10.0.0.7');
  });

  it('connects to the address that was judged, so that a name cannot change its mind', async () => {
    const origin = await serve((request, response) => response.end(request.headers.host));
    const answers = ['127.0.0.1', '10.0.0.7'];
    const lookup = async (): Promise<{ address: string; family: number }[]> => [
      { address: answers.shift() ?? 'none', family: 4 },
    ];
    const get = fetchWith({ lookup, allowPrivateAddresses: onlyOurs });
    const url = `http://rebinding.test:${new URL(origin).port}/`;
    expect(await text(await get(url))).toBe(new URL(url).host);
    expect(answers).toEqual(['10.0.0.7']);
    expect(await rejectionOf(get(url))).toMatchObject({ type: 'BadInput' });
  });

  it('judges every redirect anew', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    });
    const error = await rejectionOf(fetchWith({ allowPrivateAddresses: onlyOurs })(origin));
    expect(String(error)).toContain('169.254.169.254');
  });

  it('follows redirects to where the file is, and gives up going in circles', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/here') response.end('the file');
      else response.writeHead(307, { location: request.url === '/loop' ? '/loop' : '/here' }).end();
    });
    const get = fetchWith({ allowPrivateAddresses: true });
    const response = await get(`${origin}/start`);
    expect(response.url).toBe(`${origin}/here`);
    expect(await text(response)).toBe('the file');
    expect(await rejectionOf(get(`${origin}/loop`))).toMatchObject({ type: 'BadInput' });
  });

  it('keeps credentials from another origin and sends them on to the same one', async () => {
    const other = await serve((request, response) => response.end(request.headers.authorization ?? 'none'));
    const origin = await serve((request, response) => {
      if (request.url === '/echo') response.end(request.headers.authorization ?? 'none');
      else response.writeHead(302, { location: request.url === '/away' ? other : '/echo' }).end();
    });
    const get = fetchWith({ allowPrivateAddresses: true });
    const headers = { authorization: 'Bearer x' };
    expect(await text(await get(`${origin}/away`, headers))).toBe('none');
    expect(await text(await get(`${origin}/same`, headers))).toBe('Bearer x');
  });

  it('posts a body as it is, and returns a redirect where none is followed', async () => {
    const seen: string[] = [];
    const origin = await serve((request, response) => {
      const chunks: Uint8Array[] = [];
      request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      request.on('end', () => {
        const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
        seen.push(
          [request.method, request.url, length, encoding, Buffer.concat(chunks).toString()].join('|'),
        );
        response.writeHead(request.url === '/moved' ? 308 : 202, { location: '/elsewhere' }).end();
      });
    });
    const limits = { maxBytes: 10, timeoutMs: 30_000, maxRedirects: 0 };
    const guarded = createGuardedFetch({ allowPrivateAddresses: true, ...limits });
    const post = (path: string): Promise<GuardedResponse> =>
      guarded(`${origin}${path}`, { signal: never, method: 'POST', body: '{"é": 1}' });
    expect((await post('/here')).status).toBe(202);
    expect((await post('/moved')).status).toBe(308);
    expect(seen).toEqual(['POST|/here|9||{"é": 1}', 'POST|/moved|9||{"é": 1}']);
  });

  it('judges the address of a POST as that of a GET', async () => {
    let requests = 0;
    const origin = await serve((_, response) => {
      requests++;
      response.end();
    });
    const guarded = createGuardedFetch({ maxBytes: 10, timeoutMs: 30_000 });
    const error = await rejectionOf(guarded(origin, { signal: never, method: 'POST', body: 'x' }));
    expect(error).toMatchObject({ type: 'BadInput' });
    expect(requests).toBe(0);
  });

  it.each(['file:///etc/passwd', 'ftp://h.test/x', 'not a url', 'http://user:pass@h.test/'])(
    'refuses %s',
    async (url) => {
      expect(await rejectionOf(fetchWith()(url))).toMatchObject({ type: 'BadInput' });
    },
  );

  it('cuts an endless body off at its limit', async () => {
    const origin = await serve((_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    const response = await fetchWith({ allowPrivateAddresses: true, maxBytes: 200_000 })(origin);
    const error = await rejectionOf(text(response));
    expect(error).toMatchObject({ type: 'BadInput' });
    expect(String(error)).toContain('200000 bytes');
  });

  it('lets a reader take the head of a large file and leave', async () => {
    const origin = await serve((_, response) => {
      response.write('head');
    });
    const response = await fetchWith({ allowPrivateAddresses: true })(origin);
    const heads: string[] = [];
    for await (const chunk of response.body) {
      heads.push(Buffer.from(chunk).toString());
      break;
    }
    expect(heads).toEqual(['head']);
  });

  it('gives up on a server that says nothing, and on one that stops in the middle', async () => {
    const silent = await serve(() => undefined);
    const stalling = await serve((_, response) => {
      response.write('x');
    });
    const get = fetchWith({ allowPrivateAddresses: true, timeoutMs: 300 });
    expect(String(await rejectionOf(get(silent)))).toContain('no end after 300 ms');
    const response = await get(stalling).catch(() => undefined);
    // On a slow machine the limit may pass before the first byte; either way the stall ends.
    if (response) expect(String(await rejectionOf(text(response)))).toContain('no end after 300 ms');
  });

  it("stops with the signal's reason", async () => {
    const origin = await serve(() => undefined);
    const controller = new AbortController();
    const guarded = createGuardedFetch({ allowPrivateAddresses: true, maxBytes: 10, timeoutMs: 30_000 });
    const pending = rejectionOf(guarded(origin, { signal: controller.signal }));
    controller.abort(new Error('enough'));
    expect(await pending).toHaveProperty('message', 'enough');
  });
});
