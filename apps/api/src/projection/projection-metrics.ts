import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the projector counts. */
export interface ProjectionMetrics {
  readonly read: (page: { readonly events: number; readonly ignored: number }) => void;
  readonly wrote: (rows: {
    readonly updates: number;
    readonly activities: number;
    readonly events: number;
  }) => void;
  /** Between an event in Temporal and its row in the catalog. */
  readonly lag: (ms: number) => void;
  readonly failed: (what: 'workflow' | 'save' | 'look' | 'status' | 'callback' | 'lead') => void;
  readonly following: (workflows: number) => void;
}

const nothing = (): void => undefined;

export const noProjectionMetrics: ProjectionMetrics = {
  read: nothing,
  wrote: nothing,
  lag: nothing,
  failed: nothing,
  following: nothing,
};

export function createProjectionMetrics(registry: Registry): ProjectionMetrics {
  const registers = [registry];
  const events = new Counter({
    registers,
    name: 'media_projection_events_total',
    help: 'Events of histories that were read, by whether the catalog is interested in them.',
    labelNames: ['use'],
  });
  const rows = new Counter({
    registers,
    name: 'media_projection_rows_total',
    help: 'Rows that were written, by table.',
    labelNames: ['table'],
  });
  const failures = new Counter({
    registers,
    name: 'media_projection_failures_total',
    help: 'What did not succeed and is tried again.',
    labelNames: ['what'],
  });
  const lag = new Histogram({
    registers,
    name: 'media_projection_lag_seconds',
    help: 'Time between an event in Temporal and its row in the catalog.',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600],
  });
  const following = new Gauge({
    registers,
    name: 'media_projection_workflows',
    help: 'Workflows that are read by this process.',
  });
  return {
    read: (page) => {
      events.inc({ use: 'taken' }, page.events);
      events.inc({ use: 'ignored' }, page.ignored);
    },
    wrote: ({ updates, activities, events: told }) => {
      rows.inc({ table: 'workflows' }, updates);
      rows.inc({ table: 'activities' }, activities);
      rows.inc({ table: 'events' }, told);
    },
    lag: (ms) => {
      lag.observe(Math.max(0, ms) / 1_000);
    },
    failed: (what) => {
      failures.inc({ what });
    },
    following: (workflows) => {
      following.set(workflows);
    },
  };
}
