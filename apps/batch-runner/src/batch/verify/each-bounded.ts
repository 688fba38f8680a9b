/** Calls `work` for every value with at most `atOnce` calls open, and keeps no value longer than its call. */
export async function eachBounded<T>(
  values: AsyncIterable<T>,
  atOnce: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  const open = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for await (const value of values) {
    const one = work(value)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => open.delete(one));
    open.add(one);
    if (open.size >= atOnce) await Promise.race(open);
    if (failure) break;
  }
  await Promise.all(open);
  if (failure) throw failure.error;
}
