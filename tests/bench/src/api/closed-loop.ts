/** Calls per second of so many callers, each of whom calls again as soon as it is answered. */
export async function closedLoop(
  call: () => Promise<unknown>,
  { lanes, seconds }: { lanes: number; seconds: number },
): Promise<number> {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  let calls = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < endAt) {
      await call();
      calls++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return calls / ((performance.now() - startedAt) / 1_000);
}
