import type { Concurrency } from '@org/media-contracts';

/** Lanes as a person would write them: `25 (video 5)`. */
export function concurrencyText({ total, perKind }: Concurrency): string {
  const kinds = Object.entries(perKind ?? {}).map(([kind, lanes]) => `${kind} ${lanes}`);
  return kinds.length === 0 ? `${total}` : `${total} (${kinds.join(', ')})`;
}
