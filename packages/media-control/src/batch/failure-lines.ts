import type { RecentFailure } from '@org/media-contracts';
import { clause } from '../text/clause.js';

const REASONS_SHOWN = 5;

/** Recent failures by reason, the most frequent first. */
export function failureLines(failures: readonly RecentFailure[], failed: number): string[] {
  const reasons = new Map<string, { count: number; last: RecentFailure }>();
  for (const last of failures) {
    const reason = `${last.type}: ${withoutDetails(last.message)}`;
    const known = reasons.get(reason);
    if (known) {
      known.count += 1;
      known.last = last;
    } else reasons.set(reason, { count: 1, last });
  }
  const sorted = [...reasons.values()].sort((a, b) => b.count - a.count);
  const shown = sorted
    .slice(0, REASONS_SHOWN)
    .map(
      ({ count, last }) => `  ${count} x ${last.type}: ${clause(last.message)} (last: item ${last.index})`,
    );
  if (shown.length === 0) return [];
  const rest = sorted.length - shown.length;
  const of = failures.length < failed ? `the last ${failures.length} of ${failed}` : String(failed);
  return [
    `failed, ${of}, by reason:`,
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more ${rest === 1 ? 'reason' : 'reasons'}`] : []),
  ];
}

/** The same trouble of two items differs in URLs, ids and numbers. */
function withoutDetails(message: string): string {
  return message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '<url>')
    .replace(/\b(?:task|job)_\w+/g, '<id>')
    .replace(/\d+/g, '<n>');
}
