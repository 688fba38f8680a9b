import type { WorkerRole } from '@org/media-contracts';

/** `ready`, or in words why not. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

export interface ReadinessReport {
  readonly ready: boolean;
  readonly temporal: Readiness;
  readonly roles: Readonly<Record<string, Readiness>>;
}

export interface ReadinessBoard {
  /** A role's state is asked for whenever somebody wants to know. */
  readonly setRole: (role: WorkerRole, state: () => Readiness) => void;
  readonly setTemporal: (ask: () => Promise<Readiness>) => void;
  /** From here on nothing is ready: no new work is wanted. */
  readonly stop: () => void;
  readonly report: () => Promise<ReadinessReport>;
}

/** What the process knows of itself. Every role wanted must be running, and Temporal must answer. */
export function createReadinessBoard(wanted: readonly WorkerRole[]): ReadinessBoard {
  const starting = (): Readiness => ({ ready: false, reason: 'starting' });
  const roles = new Map<WorkerRole, () => Readiness>(wanted.map((role) => [role, starting]));
  let temporal = async (): Promise<Readiness> => ({ ready: false, reason: 'not connected yet' });
  let stopping = false;

  return {
    setRole: (role, state) => void roles.set(role, state),
    setTemporal: (ask) => void (temporal = ask),
    stop: () => void (stopping = true),
    report: async () => {
      const states = Object.fromEntries(
        [...roles].map(([role, state]) => [
          role,
          stopping ? { ready: false, reason: 'shutting down' } : state(),
        ]),
      ) as Record<string, Readiness>;
      const answer = await temporal();
      const ready = !stopping && answer.ready && Object.values(states).every((state) => state.ready);
      return { ready, temporal: answer, roles: states };
    },
  };
}

/** Asks at most once per `maxAgeMs`, however often the page is read. */
export function cached(ask: () => Promise<Readiness>, maxAgeMs: number): () => Promise<Readiness> {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;
  return () => {
    const now = Date.now();
    if (last === undefined || now - last.at >= maxAgeMs) last = { at: now, answer: ask() };
    return last.answer;
  };
}
