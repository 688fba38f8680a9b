import { setTimeout as delay } from 'node:timers/promises';

type Call = () => Promise<unknown>;

export interface OpenLoopLoad<Name extends string> {
  /** What is compared. Each has its turn for a second, so that all meet the same noise. */
  readonly contestants: Readonly<Record<Name, Call>>;
  readonly perSecond: number;
  /** For each of them. */
  readonly seconds: number;
  /** Clears away what a turn has left, at no cost to anyone's latency. */
  readonly afterTurn?: () => Promise<void>;
}

/**
 * Calls on time, whether or not earlier ones were answered. Latencies in ms count from when a call was due: a server
 * that makes callers wait in a queue cannot hide it.
 */
export async function openLoop<Name extends string>({
  contestants,
  perSecond,
  seconds,
  afterTurn,
}: OpenLoopLoad<Name>): Promise<Record<Name, number[]>> {
  const entries = Object.entries<Call>(contestants);
  const latencies = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let second = 0; second < seconds; second++) {
    for (const [name, call] of entries) {
      latencies.get(name)?.push(...(await turn(call, perSecond)));
      await afterTurn?.();
    }
  }
  return Object.fromEntries(latencies) as Record<Name, number[]>;
}

/** One second; ends when the last is answered. */
async function turn(call: Call, perSecond: number): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    Array.from({ length: perSecond }, async (_, place) => {
      const dueMs = (place * 1_000) / perSecond;
      await delay(dueMs);
      await call();
      return performance.now() - startedAt - dueMs;
    }),
  );
}
