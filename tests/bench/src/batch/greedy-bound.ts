/**
 * How long work takes when each piece, in the given order, begins on the machine that is free first: what a window
 * that never waits for anything else would need for the same durations.
 */
export function greedyBound(durations: readonly number[], machines: number): number {
  const freeAt = new Array<number>(machines).fill(0);
  for (const duration of durations) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] ?? 0) + duration;
  }
  return Math.max(...freeAt);
}
