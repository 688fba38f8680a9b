/**
 * Scope: starting the processes of the stack (Temporal, PostgreSQL, ittybit-local, worker, API) for suites and
 * benchmarks, and what they need around that. Nothing outlives the process that started it.
 * Not here: what ./dev prints and prepares (see main.ts), and anything an app could import.
 */
export { createApiKey, type ApiKeyLimits } from './api-key.ts';
export { batchRunner } from './batch-runner.ts';
export { Failure } from './failure.ts';
export { MEDIA_NICENESS } from './give-way.ts';
export { makeTestVideo, type TestVideoOptions } from './make-test-video.ts';
export { freePort } from './ports.ts';
export { repoRoot } from './paths.ts';
export { startApi, type ApiOptions, type RunningApi } from './start-api.ts';
export {
  startIttybitLocal,
  type IttybitLocalOptions,
  type RunningIttybitLocal,
} from './start-ittybit-local.ts';
export { startProcess, type ProcessExit, type ProcessOptions, type RunningProcess } from './start-process.ts';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './start-postgres.ts';
export { startTemporal, type RunningTemporal, type TemporalOptions } from './start-temporal.ts';
export { startWorker, type RunningWorker, type WorkerOptions } from './start-worker.ts';
export { tools, type Tools } from './tools.ts';
export { pause, waitUntil, type WaitOptions } from './wait-until.ts';
