import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, createTestApi, type TestApi } from '../testing/test-api.js';
import { openApiDocument } from './openapi-document.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly statuses: readonly string[];
}

/** Of all operations together: bounded, since each is a request to a real catalog. */
const RUNS = 600;

const { paths } = (await openApiDocument()) as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};
const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({
    method: method.toUpperCase(),
    path,
    statuses: Object.keys(responses),
  })),
);

const odd = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '..',
    '../../x',
    '%00',
    '%',
    "'; drop table pipelines; --",
    '𝕏',
    '\ud800',
    '-1',
    '1e999',
  ),
);
const address = fc.constantFrom(
  'https://media.test/a.mp4',
  'https://media.test/\0',
  'http://[::1]',
  's3://b',
  's3://bucket/key',
  '',
);
const body = fc.oneof(
  fc.anything({ withNullPrototype: false, maxDepth: 3 }),
  fc.record(
    {
      source: fc.oneof(address, odd),
      assetId: odd,
      list: fc.oneof(
        fc.record({ url: address }),
        fc.record({
          items: fc.array(fc.record({ url: address, kind: fc.constantFrom('image', 'x') }), { maxLength: 3 }),
        }),
      ),
      settings: fc.record(
        { concurrency: fc.record({ total: fc.integer() }), maxFailureShare: fc.double() },
        { requiredKeys: [] },
      ),
      metadata: fc.dictionary(odd, odd, { maxKeys: 4 }),
      callback: fc.record({ url: fc.oneof(address, odd) }),
      stages: fc.dictionary(fc.constantFrom('ingest', 'audio', '__proto__'), fc.anything({ maxDepth: 1 }), {
        maxKeys: 2,
      }),
      reason: odd,
      wait: fc.anything({ maxDepth: 0 }),
      total: fc.oneof(fc.integer(), odd),
      cap: fc.oneof(fc.double(), fc.constant(null)),
    },
    { requiredKeys: [] },
  ),
);
const request = fc.record({
  operation: fc.constantFrom(...operations),
  id: fc.oneof(odd, fc.constant('pl_known')),
  name: odd,
  query: fc.dictionary(
    fc.constantFrom('limit', 'cursor', 'state', 'createdAfter', 'batch', 'resource', 'x'),
    odd,
    { maxKeys: 3 },
  ),
  headers: fc.dictionary(
    fc.constantFrom('idempotency-key', 'last-event-id', 'x-request-id', 'x-filename', 'range', 'accept'),
    fc.string({ maxLength: 30 }).filter((text) => /^[\x20-\x7e]*$/.test(text)),
    { maxKeys: 3 },
  ),
  body,
});

describe('any request', () => {
  let api: TestApi;
  let call: ReturnType<typeof caller>;
  beforeAll(async () => {
    api = await createTestApi();
    call = caller(api, await api.keyOf('acme'));
  });
  afterAll(() => api.stop());

  it(`is answered as documented, and never with a 5xx (${operations.length} operations)`, async () => {
    expect(operations.length).toBeGreaterThan(30);
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, id, name, query, headers, body: sent }) => {
        const { method, path, statuses } = operation;
        const filled = path.replace('{id}', encoded(id)).replace('{name}', encoded(name));
        const search = new URLSearchParams(query).toString();
        const isRead = method === 'GET' || method === 'DELETE';
        const json = isRead ? undefined : jsonable(sent);
        const answer = await call(method, `${filled}${search && `?${search}`}`, {
          headers,
          ...(json !== undefined && { body: json }),
        });
        expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
        // A path that is another one by its id is not this operation.
        if (!isSamePath(path, filled)) return;
        expect(statuses, `${method} ${filled}`).toContain(String(answer.status));
        if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
      }),
      { numRuns: RUNS },
    );
  }, 180_000);
});

function encoded(part: string): string {
  // A lone surrogate cannot be sent at all.
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '')) || 'empty';
}

function isSamePath(path: string, filled: string): boolean {
  const url = new URL(filled, 'http://api.test');
  return url.pathname === filled && path.split('/').length === filled.split('/').length;
}

/** What JSON makes of it; an object that cannot be written is none that could be sent. */
function jsonable(value: unknown): unknown {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? {} : (JSON.parse(text) as unknown);
  } catch {
    return {};
  }
}
