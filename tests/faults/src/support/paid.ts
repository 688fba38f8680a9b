import { STAGES, type StageName } from '@org/media-contracts';
import type { LedgerSummary, Stack } from '@org/tests-harness';

/** What a stretch of the ledger says was paid, by stage. */
export interface Paid {
  /** Remote tasks that were created. */
  readonly creates: Readonly<Record<StageName, number>>;
  readonly duplicates: number;
  /** Creates that were asked for again with their key and answered with the task that was there. */
  readonly replayed: number;
}

/** Every stage paid once: what almost every test wants. */
export const ONCE: Paid['creates'] = { ingest: 1, thumbnails: 1, audio: 1, transcode: 1 };
export const NOTHING: Paid['creates'] = { ingest: 0, thumbnails: 0, audio: 0, transcode: 0 };

/** A stretch of the ledger that begins now. Tests of a file run one after the other, so it is one test's. */
interface Stretch {
  readonly paid: () => Promise<Paid>;
  readonly ledger: () => Promise<LedgerSummary>;
}

export async function beginStretch(stack: Stack): Promise<Stretch> {
  const mark = await stack.admin.mark();
  const ledger = (): Promise<LedgerSummary> => stack.admin.ledger(mark);
  return { ledger, paid: async () => paidIn(await ledger()) };
}

function paidIn({ groups, duplicates, replayed }: LedgerSummary): Paid {
  const asked = groups.flatMap((group) => group.creates.map(() => stageOf(group.asked)));
  const creates = Object.fromEntries(
    STAGES.map((stage) => [stage, asked.filter((name) => name === stage).length]),
  ) as Record<StageName, number>;
  return { creates, duplicates: duplicates.length, replayed };
}

/** Two stages make videos: only the transcode names a codec. */
function stageOf(asked: string): StageName {
  const { kind, options } = JSON.parse(asked) as { kind: string; options: Record<string, unknown> };
  if (kind === 'image') return 'thumbnails';
  if (kind === 'audio') return 'audio';
  return 'codec' in options ? 'transcode' : 'ingest';
}
