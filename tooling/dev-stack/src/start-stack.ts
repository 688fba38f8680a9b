import { resolve } from 'node:path';
import { keepDevApiKey } from './api-key.ts';
import { appEnv, catalogEnv, inputsDir } from './app-env.ts';
import { requireSpace, watchSpace } from './disk-space.ts';
import { MEDIA_NICENESS } from './give-way.ts';
import { localApiKey } from './local-api-key.ts';
import { dataDir, stackLogDir } from './paths.ts';
import { loadPorts, requireFree, type Ports } from './ports.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { reachTemporal } from './reach-temporal.ts';
import type { Settings } from './settings.ts';
import { readStackRecord, removeStackRecord, writeStackRecord, type StackAddresses } from './stack-record.ts';
import { startApi } from './start-api.ts';
import { startIttybitLocal } from './start-ittybit-local.ts';
import type { RunningProcess } from './start-process.ts';
import { startPostgres } from './start-postgres.ts';
import { startTemporal } from './start-temporal.ts';
import { startWorker } from './start-worker.ts';
import { stopOrphans } from './stop-orphans.ts';
import { supervise, type Supervised } from './supervise.ts';

export interface StackOptions {
  /** `s3://bucket/prefix`; with the S3_… settings of the environment. Default: a folder. */
  readonly storeUrl?: string;
  readonly settings: Settings;
  readonly report: (line: string) => void;
  /** Gives up the start. A running stack is stopped by `stop`. */
  readonly signal: AbortSignal;
}

export interface Stack {
  readonly addresses: StackAddresses;
  /** In reverse order of the start. */
  readonly stop: () => Promise<void>;
}

/** Starts Temporal, PostgreSQL, ittybit-local, the worker and the API over the data of earlier calls. The caller holds the stack's lock. */
export async function startStack(options: StackOptions): Promise<Stack> {
  requireSpace({ folder: dataDir });
  await stopOrphans(readStackRecord()?.processes ?? {});
  const stopWatching = watchSpace({ folder: dataDir }, options.report);
  const started: Supervised<RunningProcess>[] = [];
  const stop = async (): Promise<void> => {
    stopWatching();
    for (const service of started.toReversed()) {
      options.report(`stopping ${service.current().name}`);
      await service.stop();
    }
    removeStackRecord();
  };
  try {
    const addresses = await startServices(options, started);
    return { addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServices(
  options: StackOptions,
  started: Supervised<RunningProcess>[],
): Promise<StackAddresses> {
  const { settings, report, signal } = options;
  const ports = await loadPorts(resolve(dataDir, 'ports.json'));
  const local = settings.ittybitApiKey === undefined;
  const addresses = addressesOf(options, ports);
  await requirePorts(settings, ports);

  const processes: Record<string, ProcessIdentity> = {};
  let ready = false;
  const record = (): void => {
    writeStackRecord({ processes, ...(ready ? { addresses } : {}) });
  };
  const keep = async (
    name: string,
    start: (signal: AbortSignal) => Promise<RunningProcess>,
  ): Promise<void> => {
    report(`starting ${name}`);
    const onStart = ({ identity }: RunningProcess): void => {
      processes[name] = identity;
      record();
    };
    started.push(await supervise({ start, onStart, report, signal }));
  };

  if (settings.temporalAddress === undefined) {
    await keep('temporal', (signal) =>
      startTemporal({
        dataDir: resolve(dataDir, 'temporal'),
        port: ports.temporal,
        uiPort: ports.ui,
        logFile: resolve(stackLogDir, 'temporal.log'),
        signal,
      }),
    );
  } else {
    await reachTemporal(settings.temporalAddress, report, signal);
  }
  if (local) {
    await keep('ittybit-local', (signal) =>
      startIttybitLocal({
        dataDir: resolve(dataDir, 'ittybit'),
        port: ports.ittybit,
        apiKey: localApiKey(),
        inputsDir,
        logFile: resolve(stackLogDir, 'ittybit-local.log'),
        niceness: MEDIA_NICENESS,
        signal,
      }),
    );
  }
  const databaseUrl = settings.databaseUrl ?? (await keepPostgres());
  await keep('worker', (signal) =>
    startWorker({
      env: { ...appEnv(addresses), ...catalogEnv(addresses, databaseUrl) },
      dataDir,
      port: ports.workerHttp,
      logFile: resolve(stackLogDir, 'worker.log'),
      niceness: MEDIA_NICENESS,
      signal,
    }),
  );
  await keep('api', (signal) =>
    startApi({
      env: { ...appEnv(addresses), ...catalogEnv(addresses, databaseUrl) },
      dataDir,
      port: ports.api,
      logFile: resolve(stackLogDir, 'api.log'),
      signal,
    }),
  );
  await keepDevApiKey({ databaseUrl, apiUrl: addresses.api });
  ready = true;
  record();
  return addresses;

  async function keepPostgres(): Promise<string> {
    let url = '';
    await keep('postgres', async (signal) => {
      const running = await startPostgres({
        dataDir: resolve(dataDir, 'postgres'),
        port: ports.postgres,
        logFile: resolve(stackLogDir, 'postgres.log'),
        signal,
      });
      url = running.connectionString;
      return running;
    });
    return url;
  }
}

function addressesOf({ settings, storeUrl }: StackOptions, ports: Ports): StackAddresses {
  const own = settings.temporalAddress === undefined;
  return {
    temporal: settings.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    namespace: own ? 'default' : settings.temporalNamespace,
    ...(own ? { temporalUi: `http://127.0.0.1:${ports.ui}` } : {}),
    ...(settings.ittybitApiKey === undefined ? { ittybitLocal: `http://127.0.0.1:${ports.ittybit}` } : {}),
    worker: `http://127.0.0.1:${ports.workerHttp}`,
    api: `http://127.0.0.1:${ports.api}`,
    ...(storeUrl === undefined ? {} : { storeUrl }),
  };
}

async function requirePorts(settings: Settings, ports: Ports): Promise<void> {
  if (settings.temporalAddress === undefined) {
    await requireFree('Temporal', ports.temporal);
    await requireFree('the Temporal UI', ports.ui);
  }
  if (settings.ittybitApiKey === undefined) await requireFree('ittybit-local', ports.ittybit);
  await requireFree("the worker's health and metrics", ports.workerHttp);
  if (settings.databaseUrl === undefined) await requireFree('PostgreSQL', ports.postgres);
  await requireFree('the API', ports.api);
}
