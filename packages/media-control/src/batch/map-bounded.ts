/** Maps with at most `atOnce` calls open. Results are in the order of the values; the first error ends it. */
export async function mapBounded<T, R>(
  values: readonly T[],
  atOnce: number,
  map: (value: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const queue = values.entries();
  const work = async (): Promise<void> => {
    for (const [index, value] of queue) results.set(index, await map(value));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, values.length) }, work));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
