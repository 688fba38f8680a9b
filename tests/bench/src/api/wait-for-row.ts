import { waitUntil } from '@org/dev-stack';
import type { Stack } from '@org/tests-harness';
import { callsOf } from './call-api.ts';

/** What the benchmarks read of a pipeline or a batch. */
export interface ResourceView {
  readonly state: string;
  readonly closedAt?: number;
}

/** Waits until the catalog says so of a pipeline or a batch, which may not be in it yet. */
export async function waitForRow<Row extends ResourceView>(
  stack: Pick<Stack, 'api'>,
  path: string,
  wanted: (row: Row) => boolean,
): Promise<Row> {
  const calls = callsOf(stack);
  let row: Row | undefined;
  await waitUntil(
    async () => {
      row = await calls.get<Row>(path).catch(() => undefined);
      return row !== undefined && wanted(row);
    },
    { what: `${path} in the catalog`, timeoutMs: 120_000 },
  );
  return row as Row;
}
