import type { ActivityMetrics, RemoteAccount } from '@org/media-activities';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** What the activities report to. */
  readonly activities: ActivityMetrics;
  /** Shows until when each account is held back; read when somebody asks for the page. */
  readonly watchGates: (accounts: ReadonlyMap<string, Pick<RemoteAccount, 'gate'>>) => void;
  /** Shows how many activities of a role run; read when somebody asks for the page. */
  readonly watchRole: (role: string, running: () => number) => void;
}

/** Our own metrics and those of Node. The SDK has its own, see {@link fetchSdkMetrics}. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const running = new Map<string, () => number>();
  runningGauge(registry, running);
  return {
    registry,
    activities: activityMetrics(registry),
    watchGates: (accounts) => {
      gateGauge(registry, accounts);
    },
    watchRole: (role, count) => void running.set(role, count),
  };
}

function activityMetrics(registry: Registry): ActivityMetrics {
  const registers = [registry];
  const calls = new Counter({
    registers,
    name: 'media_remote_calls_total',
    help: 'Requests to Ittybit, by kind of call and outcome.',
    labelNames: ['call', 'outcome'],
  });
  const tasks = new Counter({
    registers,
    name: 'media_remote_tasks_total',
    help: 'Tasks at Ittybit that were waited for to their end, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
  });
  const waits = new Histogram({
    registers,
    name: 'media_remote_wait_seconds',
    help: 'Time spent waiting for a quota, or to try a request again.',
    labelNames: ['reason'],
    // From a blink to the longest Retry-After that is honoured.
    buckets: [0.1, 1, 5, 30, 120, 600, 3_600],
  });
  return {
    remoteCall: (labels) => {
      calls.inc(labels);
    },
    remoteTask: (labels) => {
      tasks.inc(labels);
    },
    waited: ({ reason, ms }) => {
      waits.observe({ reason }, ms / 1_000);
    },
  };
}

function runningGauge(registry: Registry, running: ReadonlyMap<string, () => number>): void {
  new Gauge({
    registers: [registry],
    name: 'media_activities_running',
    help: 'Activities that run in this process, by role. Those of the role "remote" wait for Ittybit.',
    labelNames: ['role'],
    collect() {
      for (const [role, count] of running) this.set({ role }, count());
    },
  });
}

function gateGauge(registry: Registry, accounts: ReadonlyMap<string, Pick<RemoteAccount, 'gate'>>): void {
  new Gauge({
    registers: [registry],
    name: 'media_remote_gate_held_seconds',
    help: 'How much longer a 429 holds every request of an account; 0 when nothing is held.',
    labelNames: ['account'],
    collect() {
      const now = Date.now();
      for (const [account, { gate }] of accounts) {
        this.set({ account }, Math.max(0, (gate.heldUntil() ?? now) - now) / 1_000);
      }
    },
  });
}
