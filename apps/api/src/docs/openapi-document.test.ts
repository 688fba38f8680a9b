import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi-document.js';

const COMMITTED = new URL('../../../../packages/media-api-client/openapi.json', import.meta.url);

type Operation = Readonly<{ operationId?: string; security?: unknown; responses: Record<string, unknown> }>;

describe('the OpenAPI document', () => {
  it('is the one that the client was generated from', async () => {
    const committed = JSON.parse(readFileSync(COMMITTED, 'utf8')) as unknown;
    expect(await openApiDocument(), 'run `pnpm --filter @org/media-api-client generate`').toEqual(committed);
  });

  it('names every operation once, says who may call it, and documents what can go wrong', async () => {
    const { paths, openapi } = (await openApiDocument()) as {
      paths: Record<string, Record<string, Operation>>;
      openapi: string;
    };
    expect(openapi).toBe('3.1.0');
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, security, responses } of operations) {
      expect(security, operationId).toEqual([{ bearer: [] }]);
      expect(Object.keys(responses), operationId).toEqual(
        expect.arrayContaining(['401', '422', '429', '500', '503']),
      );
    }
  });
});
