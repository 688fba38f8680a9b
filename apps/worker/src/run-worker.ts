import {
  createIttybitActivities,
  createPipelineItemActivities,
  createRemoteAccounts,
  type SourceAddress,
} from '@org/media-activities';
import type { WorkerRole } from '@org/media-contracts';
import { type Logger, toLog } from '@org/media-log';
import { createDataConverter } from '@org/media-payload-codec';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { prepareBatchRole } from './batch/prepare-batch-role.js';
import { prepareCallbacksRole } from './callbacks/prepare-callbacks-role.js';
import { prepareCheckRole } from './check/prepare-check-role.js';
import { accountKeyName } from '@org/media-env';
import { missingSettings, type Env } from './env.js';
import { cached, createReadinessBoard, type Readiness, type ReadinessBoard } from './http/readiness.js';
import { startHttpServer, type HttpServer } from './http/start-http-server.js';
import { checkAccounts } from './ittybit/check-accounts.js';
import { createAccounts, type Account } from './ittybit/create-accounts.js';
import { sourceAddressOf } from './ittybit/source-address.js';
import { createMetrics, type Metrics } from './metrics/create-metrics.js';
import { metricsPage } from './metrics/metrics-page.js';
import { askForNamespace, connectTemporal } from './temporal/connect-temporal.js';
import { createRoleWorkers, type RoleWork } from './temporal/create-role-workers.js';
import { createPayloadWatch } from './temporal/payload-watch.js';
import { installRuntime } from './temporal/install-runtime.js';
import { runRoles } from './temporal/run-roles.js';
import { untilPayloadsReadable } from './temporal/until-payloads-readable.js';

/** How long an answer about Temporal's health is believed, and waited for. In ms. */
const HEALTH_MAX_AGE_MS = 1_000;
const HEALTH_TIMEOUT_MS = 2_000;

export interface WorkerContext {
  readonly env: Env;
  readonly logger: Logger;
  /** Where the build put the workflows. */
  readonly bundlePath: string;
  /** Asks for a graceful end. */
  readonly signal: AbortSignal;
}

/** Runs every role of this process until the signal fires. Rejects when it could not start or go on. */
export async function runWorker(context: WorkerContext): Promise<void> {
  const { env, logger, signal } = context;
  const metrics = createMetrics();
  const board = createReadinessBoard(env.WORKER_ROLES);
  signal.addEventListener('abort', board.stop, { once: true });
  const { metricsUrl } = await installRuntime(logger);
  const page = (): Promise<string> => metricsPage(metrics.registry, metricsUrl);
  const http = await serveHttp(context, { report: board.report, metrics: page });
  try {
    const work = await prepareWork(context, { metrics, board });
    if (Object.keys(work).length === 0)
      throw new Error('none of the roles can be started here; the log says why');
    await connectAndRun(context, { work, metrics, board });
  } catch (error) {
    if (!signal.aborted) throw error;
    logger.info({ reason: String(error) }, 'Stopped before the start was complete');
  } finally {
    await http?.close();
  }
}

interface Instruments {
  readonly metrics: Metrics;
  readonly board: ReadinessBoard;
}

async function serveHttp(
  { env, logger }: WorkerContext,
  pages: Pick<Parameters<typeof startHttpServer>[0], 'report' | 'metrics'>,
): Promise<HttpServer | undefined> {
  const { WORKER_HTTP_HOST: host, WORKER_HTTP_PORT: port } = env;
  if (port === 'off') return undefined;
  const http = await startHttpServer({ host, port, ...pages, logger });
  logger.info({ url: http.url, paths: ['/healthz', '/readyz', '/metrics'] }, 'Serving health and metrics');
  return http;
}

/** What this machine can run of the roles asked for. */
async function prepareWork(context: WorkerContext, { metrics, board }: Instruments): Promise<RoleWork> {
  const { env, logger, bundlePath, signal } = context;
  const wants = (role: WorkerRole): boolean => env.WORKER_ROLES.includes(role);
  const check = wants('check') ? await prepareCheckRole(env, { logger, signal }) : undefined;
  const batch = wants('batch') ? await prepareBatchRole(env, logger) : undefined;
  const callbacks = wants('callbacks') ? prepareCallbacksRole(env, logger) : undefined;
  const sourceAddress = await sourceAddressOf(env);
  for (const [role, prepared] of Object.entries({ check, batch, callbacks })) {
    if (prepared?.available !== false) continue;
    const { reason } = prepared;
    board.setRole(role as WorkerRole, () => ({ ready: false, reason }));
  }
  for (const role of env.leftOutRoles) {
    const settings = missingSettings(role, env);
    logger.warn(
      { role, settings },
      `The role ${role} is left out: ${settings.join(' and ')} would be needed. Its work waits for a worker that has it`,
    );
  }
  return {
    ...(wants('workflows') && { workflows: { bundlePath } }),
    ...(wants('remote') && { remote: prepareRemote(context, { metrics, sourceAddress }) }),
    ...(check?.available && { check: check.activities }),
    ...(batch?.available && { batch: batch.activities }),
    ...(callbacks?.available && { callbacks: callbacks.activities }),
  };
}

function prepareRemote(
  { env, logger, signal }: WorkerContext,
  {
    metrics,
    sourceAddress,
  }: { readonly metrics: Metrics; readonly sourceAddress: SourceAddress | undefined },
): NonNullable<RoleWork['remote']> {
  const accounts = createAccounts(env, { logger, metrics: metrics.activities });
  const remotes = new Map([...accounts].map(([name, { remote }]: [string, Account]) => [name, remote]));
  metrics.watchGates(remotes);
  // Runs beside the start: a service that does not answer must not hold the worker back.
  void checkAccounts(accounts, logger, signal);
  const log = toLog(logger.child({ component: 'activities' }));
  return {
    ...createIttybitActivities({
      accounts: createRemoteAccounts({ accounts: remotes, settingOf: accountKeyName }),
      ...(sourceAddress && { sourceAddress }),
      log,
      metrics: metrics.activities,
    }),
    ...createPipelineItemActivities({ log }),
  };
}

async function connectAndRun(
  context: WorkerContext,
  { work, ...instruments }: Instruments & { readonly work: RoleWork },
): Promise<void> {
  const { env, logger, signal } = context;
  const onProblem = (reason: string): void => {
    instruments.board.setTemporal(async () => ({ ready: false, reason }));
  };
  const connection = await connectTemporal(env, { logger, signal, onProblem });
  try {
    const watch = createPayloadWatch();
    await untilPayloadsReadable({ env, connection, watch }, { logger, signal, onProblem });
    const dataConverter = createDataConverter(env.PAYLOAD_KEYS, watch.observer);
    const workers = await createRoleWorkers(work, { env, connection, dataConverter });
    observe(workers, connection, { ...instruments, namespace: env.TEMPORAL_NAMESPACE });
    for (const [role, { options }] of workers)
      logger.info({ role, taskQueue: options.taskQueue }, 'Role starts');
    await runRoles(workers, { logger, signal: AbortSignal.any([signal, watch.wrongKeys]) });
    if (!signal.aborted) watch.wrongKeys.throwIfAborted();
  } finally {
    await connection.close();
  }
}

function observe(
  workers: ReadonlyMap<WorkerRole, Worker>,
  connection: NativeConnection,
  { metrics, board, namespace }: Instruments & { readonly namespace: string },
): void {
  for (const [role, worker] of workers) {
    metrics.watchRole(role, () => worker.getStatus().numInFlightActivities);
    board.setRole(role, () => toReadiness(worker.getState()));
  }
  const ask = async (): Promise<Readiness> => {
    try {
      await askForNamespace(connection, namespace, HEALTH_TIMEOUT_MS);
      return { ready: true };
    } catch (error) {
      return { ready: false, reason: error instanceof Error ? error.message : String(error) };
    }
  };
  board.setTemporal(cached(ask, HEALTH_MAX_AGE_MS));
}

function toReadiness(state: ReturnType<Worker['getState']>): Readiness {
  return state === 'RUNNING' ? { ready: true } : { ready: false, reason: `its Temporal Worker is ${state}` };
}
