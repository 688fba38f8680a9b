import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type HttpServer } from '../http/serve.js';
import { arbitraryOf, spoiled, type Schema, type Schemas } from '../testing/arbitrary-of-schema.js';
import { caller, createTestApi, type TestApi } from '../testing/test-api.js';
import { openApiDocument } from './openapi-document.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Sent {
  readonly path: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Of each operation: every one is a request to a real server over a real catalog. */
const RUNS = 60;
const STREAM = 'text/event-stream';

const document = (await openApiDocument()) as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
};
const { schemas } = document.components;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

// The document's schemas refer to each other as in the document.
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', components: { schemas } });

const wrong = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: false }),
  fc.constantFrom(null, -1, 1e308, '', '\0', '../..', 'x'.repeat(3_000), [], {}, true),
);

describe('requests made from the document', () => {
  let api: TestApi;
  let server: HttpServer;
  let key: string;
  /** What there is, by the first part of a path. */
  const known: Record<string, string> = {};

  beforeAll(async () => {
    api = await createTestApi();
    server = await serve(api, { host: '127.0.0.1', port: 0 });
    key = await api.keyOf('acme', { runningPipelines: 100_000, queuedItems: 10_000_000 });
    const call = caller(api, key);
    const start = async (path: string, body: unknown) => (await call('POST', path, { body })).body.id;
    known['pipelines'] = await start('/v1/pipelines', { source: 'https://media.test/a.mp4' });
    const items = [{ url: 'https://media.test/a.png', kind: 'image' }];
    known['batches'] = await start('/v1/batches', { list: { items } });
    known['assets'] = await start('/v1/uploads', new TextEncoder().encode('a list'));
  });
  afterAll(async () => {
    await server.close(0);
    await api.stop();
  });

  it.each(operations)(
    '$method $path answers as documented',
    async ({ method, path, operation }) => {
      const seen = new Set<number>();
      await fc.assert(
        fc.asyncProperty(requestOf(path, operation), async (sent) => {
          seen.add(await expectDocumented(method, path, operation, sent));
        }),
        { numRuns: RUNS },
      );
      expect(seen.size).toBeGreaterThan(0);
    },
    120_000,
  );

  function requestOf(path: string, { parameters = [], requestBody }: Operation): fc.Arbitrary<Sent> {
    const place = (where: Parameter['in']): fc.Arbitrary<Record<string, unknown>> => {
      const own = parameters.filter((parameter) => parameter.in === where);
      const fields = Object.fromEntries(own.map(({ name, schema }) => [name, arbitraryOf(schema, schemas)]));
      const requiredKeys = own.filter(({ required }) => required === true).map(({ name }) => name);
      return fc.record(fields, { requiredKeys });
    };
    const schema = requestBody?.content['application/json']?.schema;
    const valid = schema ? arbitraryOf(schema, schemas) : fc.string();
    const body = fc.oneof(
      valid,
      fc.tuple(valid, wrong, fc.nat(1_000)).map(([value, ...how]) => spoiled(value, ...how)),
    );
    const existing = fc.constantFrom(known[path.split('/')[2] ?? ''] ?? 'none');
    return fc.record({
      path: fc
        .tuple(place('path'), existing, fc.boolean())
        .map(([values, id, exists]) => ({ ...(values as Record<string, string>), ...(exists && { id }) })),
      query: fc
        .tuple(
          place('query'),
          fc.constantFrom('limit', 'cursor', 'state', 'createdAfter', 'x'),
          wrong,
          fc.nat(9),
        )
        .map(([values, name, value, at]) => (at < 2 ? { ...values, [name]: value } : values)),
      headers: place('header').map(headersThatCanBeSent),
      body,
    });
  }

  async function expectDocumented(
    method: string,
    path: string,
    { requestBody, responses }: Operation,
    sent: Sent,
  ): Promise<number> {
    const type = Object.keys(requestBody?.content ?? {})[0];
    const response = await fetch(server.url + filled(path, sent), {
      method,
      headers: { ...sent.headers, authorization: `Bearer ${key}`, ...(type && { 'content-type': type }) },
      ...(type && { body: type === 'application/json' ? json(sent.body) : text(sent.body) }),
    });
    const told = `${method} ${response.url} ${json(sent.body)}`;
    expect(response.status, told).toBeLessThan(500);
    const documented = responses[response.status];
    expect(documented, `${response.status} of ${told}`).toBeDefined();
    const given = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    if (given === STREAM) {
      await response.body?.cancel();
      expect(Object.keys(documented?.content ?? {})).toContain(STREAM);
      return response.status;
    }
    const answer = await response.text();
    if (!documented?.content) {
      expect(answer, told).toBe('');
      return response.status;
    }
    expect(Object.keys(documented.content), told).toContain(given);
    if (given.endsWith('json'))
      expectShape(documented.content[given]?.schema ?? {}, JSON.parse(answer), told);
    return response.status;
  }
});

function expectShape(schema: Schema, value: unknown, told: string): void {
  const validate = ajv.compile(rooted(schema));
  expect(validate(value), `${told}: ${json(validate.errors)} in ${json(value)}`).toBe(true);
}

/** References of the document, from outside of it. */
function rooted(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
}

function filled(path: string, { path: values, query }: Sent): string {
  // A dot alone would be another path, and half a character cannot be sent.
  const part = (name: string) =>
    encodeURIComponent((values[name] ?? 'none').replace(/\p{Surrogate}/gu, '').replace(/^\.+$/, 'dots')) ||
    'empty';
  const search = new URLSearchParams(mapped(query, text));
  return `${path.replace(/\{(\w+)\}/g, (_all, name: string) => part(name))}?${search.toString()}`;
}

function headersThatCanBeSent(values: Record<string, unknown>): Record<string, string> {
  return mapped(values, (value) => text(value).replace(/[^\x20-\x7e]/g, ''));
}

function mapped(values: Record<string, unknown>, to: (value: unknown) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : json(value);
}

/** What JSON makes of it; an object that cannot be written is none that could be sent. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value ?? null);
  } catch {
    return '{}';
  }
}
