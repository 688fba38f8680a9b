import { describe, expect, it } from 'vitest';
import { filesToRunAgain, totalOf, withSecondRun, type Counts } from './test-counts.ts';

const ok: Counts = { passed: 3, failed: 0, skipped: 1 };
const bad: Counts = { passed: 2, failed: 1, skipped: 1 };

describe('filesToRunAgain', () => {
  it('are the files of real processes that failed', () => {
    const files = {
      'packages/a/src/a.test.ts': ok,
      'tests/a/src/a.test.ts': bad,
      'tests/b/src/b.test.ts': ok,
    };
    expect(filesToRunAgain({ files, unhandled: 0 })).toEqual(['tests/a/src/a.test.ts']);
  });

  it.each([
    ['a unit failed as well', { 'apps/a/src/a.test.ts': bad, 'tests/a/src/a.test.ts': bad }, 0],
    ['an error belongs to no file', { 'tests/a/src/a.test.ts': bad }, 1],
    [
      'too many failed for an accident',
      Object.fromEntries([1, 2, 3, 4].map((n) => [`tests/a/src/${n}.test.ts`, bad])),
      0,
    ],
    ['none failed', { 'tests/a/src/a.test.ts': ok }, 0],
  ])('are none when %s', (_, files: Record<string, Counts>, unhandled) => {
    expect(filesToRunAgain({ files, unhandled })).toEqual([]);
  });
});

describe('withSecondRun', () => {
  const first = { files: { 'tests/a.test.ts': bad, 'tests/b.test.ts': ok }, unhandled: 0 };

  it('counts a file by its second run', () => {
    const second = { files: { 'tests/a.test.ts': ok }, unhandled: 0 };
    expect(totalOf(withSecondRun(first, second))).toEqual({ passed: 6, failed: 0, skipped: 2 });
  });

  it('still fails what failed twice', () => {
    const second = { files: { 'tests/a.test.ts': bad }, unhandled: 1 };
    expect(totalOf(withSecondRun(first, second))).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });
});
