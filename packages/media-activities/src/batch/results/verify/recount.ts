import type { BatchCounts } from '@org/media-contracts';
import type { IndexRange } from '../manifest-csv.js';
import { MANIFEST_OUTCOMES, type ManifestEntry, type ManifestOutcome } from '../manifest-entry.js';
import type { ProblemList } from './problem-list.js';

const NOWHERE = 0;
const NOT_STARTED = MANIFEST_OUTCOMES.length + 1;

/** Where each index was met: one byte for each. */
export interface Recount {
  readonly addResult: (entry: ManifestEntry) => void;
  readonly addNotStarted: (range: IndexRange) => void;
  /** A problem of `results.jsonl` itself. */
  readonly problem: (problem: string) => void;
  /** Whether `results.jsonl` has this outcome for the index. */
  readonly has: (index: number, outcome: ManifestOutcome) => boolean;
  /** Lines of `results.jsonl` with this outcome, repetitions among them. */
  readonly linesWith: (outcome: ManifestOutcome) => number;
  /** Indices that were met nowhere, as ranges. */
  readonly missing: () => Generator<{ from: number; to: number }>;
  readonly counts: () => BatchCounts;
}

interface RecountOptions {
  readonly counts: BatchCounts;
  readonly names: { readonly results: string; readonly notStarted: string };
  readonly problems: ProblemList;
}

export function createRecount({ counts: told, names, problems }: RecountOptions): Recount {
  const places = new Uint8Array(told.total);
  const lines = { succeeded: 0, failed: 0, cancelled: 0, invalid: 0 };
  const counts = { succeeded: 0, failed: 0, cancelled: 0, invalid: 0 };
  let repeated = 0;
  let neverStarted = 0;
  let last = -1;

  /** False when the index is none of the list, or was met before. */
  function place(index: number, as: number, file: string): boolean {
    const before = places[index];
    if (before === undefined) {
      problems.add(file, `index ${index} is not in the list, which has ${told.total}`);
      return false;
    }
    if (before !== NOWHERE) {
      const where = before === NOT_STARTED ? names.notStarted : names.results;
      problems.add(file, `index ${index} is doubled: it is in ${where} already`);
      return false;
    }
    places[index] = as;
    return true;
  }

  function checkRepetition({ index, outcome, sameAs = -1 }: ManifestEntry): void {
    if (sameAs < index && places[sameAs] === codeOf(outcome)) return;
    problems.add(names.results, `index ${index} repeats index ${sameAs}, which did not end as ${outcome}`);
  }

  return {
    addResult: (entry) => {
      const { index, outcome, sameAs } = entry;
      if (!place(index, codeOf(outcome), names.results)) return;
      if (index < last) problems.add(names.results, `index ${index} stands after ${last}`);
      last = Math.max(last, index);
      lines[outcome] += 1;
      if (sameAs === undefined) counts[outcome] += 1;
      else {
        repeated += 1;
        checkRepetition(entry);
      }
    },
    addNotStarted: ({ from, to, repetitions }) => {
      repeated += repetitions;
      neverStarted -= repetitions;
      for (let index = from; index <= Math.min(to, told.total - 1); index += 1) {
        if (place(index, NOT_STARTED, names.notStarted)) neverStarted += 1;
      }
      if (to >= told.total) place(to, NOT_STARTED, names.notStarted);
    },
    problem: (problem) => {
      problems.add(names.results, problem);
    },
    has: (index, outcome) => places[index] === codeOf(outcome),
    linesWith: (outcome) => lines[outcome],
    missing: () => ranges(places),
    counts: () => {
      const met = { ...counts, repeated, notStarted: neverStarted };
      return { total: Object.values(met).reduce((sum, count) => sum + count, 0), ...met };
    },
  };
}

function codeOf(outcome: ManifestOutcome): number {
  return MANIFEST_OUTCOMES.indexOf(outcome) + 1;
}

function* ranges(places: Uint8Array): Generator<{ from: number; to: number }> {
  for (let from = places.indexOf(NOWHERE); from >= 0;) {
    let to = from;
    while (places[to + 1] === NOWHERE) to += 1;
    yield { from, to };
    from = places.indexOf(NOWHERE, to + 1);
  }
}
