import { localApiKey } from '../local-api-key.ts';

/** What the local service counted for one run. */
export interface LedgerCount {
  /** Remote tasks that were created. */
  readonly creates: number;
  /** Those that were created though an earlier one for the same still ran or had succeeded. */
  readonly duplicates: number;
}

interface LedgerSummary {
  readonly groups: readonly { readonly asked: string; readonly creates: readonly unknown[] }[];
  readonly duplicates: readonly { readonly asked: string }[];
}

/** Begins a stretch of the ledger; `countSince` counts from there. */
export async function markLedger(ittybitLocal: string): Promise<string> {
  return ((await call(`${ittybitLocal}/_local/ledger/mark`, 'POST')) as { mark: string }).mark;
}

/** Counts creates since the mark that read one of these inputs: a kept stack may do other work meanwhile. */
export async function countSince(
  ittybitLocal: string,
  mark: string,
  inputs: readonly string[],
): Promise<LedgerCount> {
  const summary = (await call(
    `${ittybitLocal}/_local/ledger?since=${encodeURIComponent(mark)}`,
    'GET',
  )) as LedgerSummary;
  const ours = ({ asked }: { asked: string }): boolean =>
    inputs.includes((JSON.parse(asked) as { input: string }).input);
  return {
    creates: summary.groups.filter(ours).reduce((sum, group) => sum + group.creates.length, 0),
    duplicates: summary.duplicates.filter(ours).length,
  };
}

async function call(url: string, method: string): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${localApiKey()}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`ittybit-local answered ${response.status} to ${method} ${url}`);
  return response.json();
}
