import type { Registry } from 'prom-client';

const TIMEOUT_MS = 2_000;

/**
 * One page for both: ours, and what the exporter of the SDK says on its loopback port.
 * When that does not answer, the page says so in `temporal_sdk_metrics_up` and shows the rest.
 */
export async function metricsPage(registry: Registry, sdkMetricsUrl: string): Promise<string> {
  const [own, sdk] = await Promise.all([registry.metrics(), fetchSdkMetrics(sdkMetricsUrl)]);
  const up = sdk === undefined ? 0 : 1;
  const head = [
    '# HELP temporal_sdk_metrics_up Whether the metrics of the Temporal SDK are on this page.',
    '# TYPE temporal_sdk_metrics_up gauge',
    `temporal_sdk_metrics_up ${up}`,
  ];
  return [...head, own.trimEnd(), sdk ?? ''].join('\n').trimEnd() + '\n';
}

async function fetchSdkMetrics(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? await response.text() : undefined;
  } catch {
    // Told by the gauge above: the reason is always that the native part has stopped or has not started.
    return undefined;
  }
}
