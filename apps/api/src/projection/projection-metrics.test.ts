import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createProjectionMetrics } from './projection-metrics.js';

it('counts what is read, written and late', async () => {
  const registry = new Registry();
  const metrics = createProjectionMetrics(registry);
  metrics.read({ events: 3, ignored: 2 });
  metrics.wrote({ updates: 1, activities: 4, events: 5 });
  metrics.failed('save');
  metrics.following(7);
  metrics.lag(-20);
  metrics.lag(700);
  const page = await registry.metrics();
  expect(page).toContain('media_projection_events_total{use="ignored"} 2');
  expect(page).toContain('media_projection_rows_total{table="activities"} 4');
  expect(page).toContain('media_projection_failures_total{what="save"} 1');
  expect(page).toContain('media_projection_workflows 7');
  expect(page).toContain('media_projection_lag_seconds_sum 0.7');
});
