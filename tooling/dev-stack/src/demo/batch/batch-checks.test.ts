import { describe, expect, it } from 'vitest';
import { problemsOfStory } from './batch-checks.ts';
import type { ManifestRow } from './batch-manifest.ts';
import type { Told } from './batch-story.ts';

const FAILED = ['cut-off.mp4', 'notes.mp4', 'empty.jpg'].map((id) => failed(id, 'it is broken'));
const ROWS: ManifestRow[] = [
  ...FAILED,
  { id: 'too-many-frames', outcome: 'invalid', reason: 'options.fps: must be a number from 1 to 60' },
  { id: 'picture-01.png-again', outcome: 'succeeded', sameAs: 0 },
];
const COUNTS = { total: 62, succeeded: 57, failed: 3, cancelled: 0, invalid: 1, repeated: 1, notStarted: 0 };

describe('problemsOfStory', () => {
  it('has nothing to say of a story that went as it should', () => {
    expect(problemsOfStory(story())).toEqual([]);
  });
  it.each<[string, Parameters<typeof story>[0], string]>([
    ['a count', { counts: { ...COUNTS, succeeded: 56 } }, 'the counts'],
    ['who failed', { rows: [...ROWS, failed('video-01.mp4', 'why')] }, 'the items that failed'],
    ['a missing reason', { rows: ROWS.with(0, failed('cut-off.mp4', '')) }, 'the failures without a reason'],
    ['an invalid line', { rows: ROWS.toSpliced(3, 1) }, 'the invalid line'],
    ['a repetition', { rows: ROWS.toSpliced(4, 1) }, 'the repetition'],
    ['an unchecked output', { outputs: { ok: 56, wrong: 0, unchecked: 1 } }, 'the verification'],
    ['a create that was made twice', { ledger: { creates: 61, duplicates: 1 } }, 'the ledger: '],
    ['a redrive that asked for more', { redriveCreates: 4 }, 'the ledger of the redrive'],
    ['a redrive of another batch', { parent: 'another' }, 'the parent'],
    ['a command that ended otherwise', { surprises: ['pause ended with exit code 7, not 0'] }, 'exit code 7'],
  ])('names %s', (_, changes, said) => {
    expect(problemsOfStory(story(changes))).toEqual([expect.stringContaining(said)]);
  });
});

function failed(id: string, message: string): ManifestRow {
  return { id, outcome: 'failed', error: { type: 'RemoteFailed', message } };
}

interface Changes {
  counts?: typeof COUNTS;
  rows?: ManifestRow[];
  outputs?: Told['verified']['outputs'];
  ledger?: Told['ledger'];
  redriveCreates?: number;
  parent?: string;
  surprises?: string[];
}

function story(changes: Changes = {}): Told {
  const { counts = COUNTS, rows = ROWS, outputs = { ok: 57, wrong: 0, unchecked: 0 } } = changes;
  const {
    ledger = { creates: 60, duplicates: 0 },
    redriveCreates = 3,
    parent = 'b',
    surprises = [],
  } = changes;
  const content = { counts } as Told['manifest']['content'];
  const redone = { parent: { workflowId: parent, runId: 'r' } } as Told['manifest']['content'];
  return {
    workflowId: 'b',
    manifest: { path: 'm', content, rows },
    verified: { ok: true, problems: [], outputs },
    ledger,
    redriveManifest: { path: 'n', content: redone, rows: FAILED },
    redriveLedger: { creates: redriveCreates, duplicates: 0 },
    surprises,
  };
}
