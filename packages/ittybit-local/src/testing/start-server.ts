import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createIttybitLocal } from '../create-ittybit-local.js';
import type { IttybitLocal, IttybitLocalOptions } from '../options.js';

/** A resource or an error, as tests look at it. */
export interface Body {
  [field: string]: unknown;
  id: string;
  status: string;
  kind: string;
  message: string;
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed when it is JSON. */
  body: Body;
}

export interface TestServer extends IttybitLocal {
  call: Caller;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  dataDir: string;
}

type Caller = (
  method: string,
  path: string,
  init?: { body?: unknown; headers?: Record<string, string> },
) => Promise<Answer>;

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ittybit-local-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A server with instant simulated tasks unless the options say otherwise; it closes when the test ends. */
export async function startServer(options: Partial<IttybitLocalOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const work = options.engine ? {} : { simulation: { duration: { distribution: 'instant' as const } } };
  const server = await createIttybitLocal({ ...work, ...options, dataDir });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= server.close());
  onTestFinished(close);
  return { ...server, ...callers(server.url, server.apiKey), close, dataDir };
}

export function callers(url: string, apiKey: string): Pick<TestServer, 'call' | 'get' | 'post'> {
  const call: Caller = async (method, path, { body, headers = {} } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: text }),
    });
    return toAnswer(response);
  };
  return {
    call,
    post: (path, body, headers = {}) => call('POST', path, { body, headers }),
    get: (path, headers = {}) => call('GET', path, { headers }),
  };
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? tryParse(text) : {}) as Body,
  };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Asks again until the answer is as wanted; the test's own time limit ends a wait in vain. */
export async function until<T>(ask: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const VIDEO = {
  input: 'https://media.example/a.mp4',
  kind: 'video',
  options: { width: 1280, format: 'mp4' },
};
