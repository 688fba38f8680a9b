import { createHash } from 'node:crypto';

/** The same id for the same parts, whoever makes it and however often. */
export function stableId(prefix: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${prefix}_${digest.slice(0, 32)}`;
}
