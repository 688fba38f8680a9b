import { readFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the types are those of the committed document', async () => {
  const file = new URL('./generated/schema.ts', import.meta.url);
  const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as OpenAPI3;
  const config = await resolveConfig(fileURLToPath(file));
  const types = await format(astToString(await openapiTS(document)), { ...config, parser: 'typescript' });
  const committed = readFileSync(file, 'utf8').replace(/^\/\*\*[^]*?\*\/\n\n/, '');
  expect(committed, 'run `pnpm --filter @org/media-api-client generate`').toBe(types);
});
