import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createMetrics } from './create-metrics.js';
import { metricsPage } from './metrics-page.js';

describe('metricsPage', () => {
  it('holds our own metrics and those of the SDK', async () => {
    const server = createServer((_request, response) => response.end('temporal_request 7\n')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const metrics = createMetrics();
    metrics.activities.remoteCall({ call: 'create', outcome: 'ok' });
    metrics.activities.remoteTask({ kind: 'video', outcome: 'succeeded' });
    metrics.activities.waited({ reason: 'quota', ms: 2_500 });
    metrics.watchRole('remote', () => 42);
    metrics.watchGates(new Map([['acme', { gate: heldUntil(Date.now() + 60_000) }]]));
    const { port } = server.address() as AddressInfo;
    const page = await metricsPage(metrics.registry, `http://127.0.0.1:${port}/metrics`);
    server.close();
    expect(page).toContain('media_remote_calls_total{call="create",outcome="ok"} 1\n');
    expect(page).toContain('media_remote_tasks_total{kind="video",outcome="succeeded"} 1\n');
    expect(page).toContain('media_remote_wait_seconds_sum{reason="quota"} 2.5\n');
    expect(page).toContain('media_activities_running{role="remote"} 42\n');
    expect(Number(/media_remote_gate_held_seconds{account="acme"} (\S+)/.exec(page)?.[1])).toBeGreaterThan(0);
    expect(page).toContain('\ntemporal_request 7\n');
    expect(page).toContain('\ntemporal_sdk_metrics_up 1\n');
    expect(page).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('shows the rest, and says so, when the SDK does not answer', async () => {
    const page = await metricsPage(createMetrics().registry, 'http://127.0.0.1:1/metrics');
    expect(page).toContain('\ntemporal_sdk_metrics_up 0\n');
    expect(page).toContain('process_resident_memory_bytes');
  });
});

function heldUntil(at: number): { pass: () => Promise<void>; hold: () => void; heldUntil: () => number } {
  return { pass: async () => undefined, hold: () => undefined, heldUntil: () => at };
}
