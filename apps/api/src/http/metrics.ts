import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the API counts. Every label has few values. */
export interface ApiMetrics {
  readonly request: (labels: { method: string; route: string; status: number; ms: number }) => void;
  readonly streams: (change: 1 | -1) => void;
  readonly page: () => Promise<string>;
  /** For those who count more. */
  readonly registry: Registry;
}

export function createMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    registers,
    name: 'media_api_requests_total',
    help: 'Requests that were answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
  });
  const seconds = new Histogram({
    registers,
    name: 'media_api_request_seconds',
    help: 'Time until a request was answered; of a stream until it began.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const streams = new Gauge({
    registers,
    name: 'media_api_event_streams',
    help: 'Clients that follow events.',
  });
  return {
    request: ({ method, route, status, ms }) => {
      requests.inc({ method, route, status });
      seconds.observe({ method, route }, ms / 1_000);
    },
    streams: (change) => {
      streams.inc(change);
    },
    page: () => registry.metrics(),
    registry,
  };
}
