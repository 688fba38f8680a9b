import { BROKEN } from './batch-files.ts';
import { INVALID_ID, ITEMS, REPEATED_ID } from './batch-list.ts';
import type { ManifestRow } from './batch-manifest.ts';
import type { Told } from './batch-story.ts';

const BROKEN_IDS = Object.keys(BROKEN).toSorted();

/** Whatever is not as the story wants it, in words; empty if all is well. */
export function problemsOfStory(told: Told): string[] {
  return [...told.surprises, ...batchProblems(told), ...redriveProblems(told)];
}

function batchProblems({ manifest, verified, ledger }: Told): string[] {
  const { rows, content } = manifest;
  const { succeeded, failed, cancelled, invalid, repeated, notStarted, total } = content.counts;
  const counts = { total, succeeded, failed, cancelled, invalid, repeated, notStarted };
  const good = ITEMS - BROKEN_IDS.length;
  return [
    ...differences('the counts', counts, {
      total: ITEMS + 2,
      succeeded: good,
      failed: BROKEN_IDS.length,
      cancelled: 0,
      invalid: 1,
      repeated: 1,
      notStarted: 0,
    }),
    ...differences('the items that failed', idsOf(rows, isFailed), BROKEN_IDS),
    ...differences('the failures without a reason', idsOf(rows, isFailedWithoutReason), []),
    ...differences('the invalid line', idsOf(rows, isInvalidFor('fps')), [INVALID_ID]),
    ...differences('the repetition', idsOf(rows, isRepetition), [REPEATED_ID]),
    ...differences(
      'the verification',
      { ok: verified.ok, problems: verified.problems, outputs: verified.outputs.ok },
      { ok: true, problems: [], outputs: good },
    ),
    ...differences('the ledger', ledger, { creates: ITEMS, duplicates: 0 }),
  ];
}

function redriveProblems({ workflowId, redriveManifest, redriveLedger }: Told): string[] {
  const { content, rows } = redriveManifest;
  return [
    ...differences('the parent in the manifest of the redrive', content.parent?.workflowId, workflowId),
    ...differences('the items of the redrive', idsOf(rows, isFailed), BROKEN_IDS),
    ...differences('the ledger of the redrive', redriveLedger, {
      creates: BROKEN_IDS.length,
      duplicates: 0,
    }),
  ];
}

function idsOf(rows: readonly ManifestRow[], is: (row: ManifestRow) => boolean): string[] {
  return rows
    .filter(is)
    .map(({ id }) => id ?? '?')
    .toSorted();
}

function isFailed({ outcome }: ManifestRow): boolean {
  return outcome === 'failed';
}

function isFailedWithoutReason({ outcome, error }: ManifestRow): boolean {
  return outcome === 'failed' && !error?.message;
}

function isInvalidFor(option: string): (row: ManifestRow) => boolean {
  return ({ outcome, reason }) => outcome === 'invalid' && (reason?.includes(option) ?? false);
}

function isRepetition({ sameAs }: ManifestRow): boolean {
  return sameAs !== undefined;
}

function differences(what: string, found: unknown, wanted: unknown): string[] {
  const [is, shouldBe] = [JSON.stringify(found), JSON.stringify(wanted)];
  return is === shouldBe ? [] : [`${what}: ${is}, not ${shouldBe}`];
}
