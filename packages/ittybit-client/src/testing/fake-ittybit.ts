import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the fake saw it. */
interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What to answer instead of the normal reply: a body, or trouble. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | { trouble: 'silence' | 'drop' | 'halfBody' | 'endless' | 'dropAfterCreating' };

type Task = Record<string, unknown> & { id: string };

export interface FakeIttybit {
  url: string;
  requests: SeenRequest[];
  /** Newest first, as lists are. */
  tasks: Task[];
  /** Used up one per request; then the normal behaviour comes back. */
  answers: Answer[];
  /** Which headers tell that there is a next page. */
  paging: 'link' | 'hasMore' | 'none';
  close(): Promise<void>;
}

type State = Omit<FakeIttybit, 'url' | 'close'> & { keys: Map<string, Task> };

/** A real server on loopback with the documented behaviour of `/jobs` and `/tasks`, and scripted trouble. */
export async function startFakeIttybit(): Promise<FakeIttybit> {
  const state: State = { requests: [], tasks: [], answers: [], paging: 'link', keys: new Map() };
  const server = createServer((request, response) => {
    void handle(state, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const seen: SeenRequest = {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
  state.requests.push(seen);
  const answer = state.answers.shift();
  if (answer === undefined) normalReply(state, seen, response);
  else if ('trouble' in answer) makeTrouble(state, { seen, response, trouble: answer.trouble });
  else reply(response, answer);
}

function reply(
  response: ServerResponse,
  answer: { status?: number; headers?: Record<string, string>; body?: unknown },
): void {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(text);
}

function makeTrouble(
  state: State,
  {
    seen,
    response,
    trouble,
  }: { seen: SeenRequest; response: ServerResponse; trouble: (Answer & { trouble: string })['trouble'] },
): void {
  if (trouble === 'silence') return;
  if (trouble === 'dropAfterCreating') createTask(state, seen);
  if (trouble === 'drop' || trouble === 'dropAfterCreating') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  if (trouble === 'halfBody') {
    response.write('{"id": "job_', () => response.destroy());
    return;
  }
  const pour = (): void => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
    if (!response.destroyed) response.once('drain', pour);
  };
  pour();
}

function normalReply(state: State, seen: SeenRequest, response: ServerResponse): void {
  const [, resource = '', id] = seen.path.split('/');
  if (!/^Bearer \S+$/.test(seen.headers.authorization ?? '')) {
    reply(response, { status: 401, body: { kind: 'token_missing', message: 'No key.' } });
  } else if (!['jobs', 'tasks'].includes(resource)) {
    reply(response, { status: 404, body: { kind: 'not_found', message: 'No such path.' } });
  } else if (seen.method === 'POST') {
    reply(response, createTask(state, seen));
  } else if (id === undefined) {
    reply(response, listPage(state, seen));
  } else {
    const task = state.tasks.find((candidate) => candidate.id === decodeURIComponent(id));
    const missing = { kind: `${resource.slice(0, -1)}_not_found`, message: 'No such task.' };
    reply(response, task === undefined ? { status: 404, body: missing } : { body: task });
  }
}

function createTask(state: State, seen: SeenRequest): { status: number; body: Task } {
  const key = String(seen.headers['idempotency-key'] ?? '');
  const known = state.keys.get(key);
  if (known !== undefined) return { status: 200, body: known };
  const object = seen.path === '/jobs' ? 'job' : 'task';
  const task = {
    id: `${object}_${state.tasks.length + 1}`,
    object,
    status: 'queued',
    ...(JSON.parse(seen.body) as Record<string, unknown>),
    output: null,
    error: null,
    created_at: 1_790_000_000_000,
  };
  state.tasks.unshift(task);
  state.keys.set(key, task);
  return { status: 201, body: task };
}

function listPage(state: State, seen: SeenRequest): { headers: Record<string, string>; body: Task[] } {
  const limit = Number(seen.query.get('limit') ?? 20);
  const after = seen.query.get('after');
  const start = after === null ? 0 : state.tasks.findIndex((task) => task.id === after) + 1;
  const body = state.tasks.slice(start, start + limit);
  const more = start + limit < state.tasks.length;
  if (state.paging === 'hasMore') return { headers: { 'has-more': String(more) }, body };
  const next = `<https://elsewhere.example${seen.path}?limit=${limit}&after=${body.at(-1)?.id ?? ''}>; rel="next"`;
  return { headers: state.paging === 'link' && more ? { link: next } : {}, body };
}
