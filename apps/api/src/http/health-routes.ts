import { Hono } from 'hono';
import type { ApiEnv } from './api-env.js';
import type { ApiMetrics } from './metrics.js';

/** A probe is not kept waiting for longer. In ms. */
const ANSWER_WITHIN_MS = 2_000;

export interface HealthChecks {
  /** Rejects when the catalog does not answer. */
  readonly catalog: (signal: AbortSignal) => Promise<void>;
  readonly temporal: (signal: AbortSignal) => Promise<void>;
}

type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** Without a key: for probes and Prometheus, which should not be reachable from outside. */
export function healthRoutes({
  checks,
  metrics,
  draining,
}: {
  readonly checks: HealthChecks;
  readonly metrics: ApiMetrics;
  readonly draining: AbortSignal;
}): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/healthz', (c) => c.json({ alive: true }));
  app.get('/readyz', async (c) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const names = Object.keys(checks) as (keyof HealthChecks)[];
    const answers = await Promise.all(
      names.map(async (name) => [name, await ask(checks[name], signal)] as const),
    );
    const ready = !draining.aborted && answers.every(([, answer]) => answer.ready);
    return c.json(
      { ready, ...(draining.aborted && { draining: true }), ...Object.fromEntries(answers) },
      ready ? 200 : 503,
    );
  });
  app.get('/metrics', async (c) =>
    c.text(await metrics.page(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return app;
}

async function ask(check: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<Readiness> {
  const timeUp = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`));
    });
  });
  try {
    await Promise.race([check(signal), timeUp]);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
