import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freePort,
  startIttybitLocal,
  startTemporal,
  startWorker,
  type IttybitLocalOptions,
  type RunningIttybitLocal,
  type RunningPostgres,
  type RunningTemporal,
  type RunningWorker,
} from '@org/dev-stack';
import { Client, Connection } from '@temporalio/client';
import { remoteAdmin, type RemoteAdmin } from './ledger.ts';
import { startRemoteProxy, type RemoteProxy } from './remote-proxy.ts';
import { replaceable, type Replaceable } from './replaceable.ts';
import { startStackApi, startStackCatalog, type StackApi, type StackApiOptions } from './stack-api.ts';

const API_KEY = 'harness-key';
const MAX_GRPC_BYTES = 128 * 1024 * 1024;

export interface StackOptions {
  /** Arguments of ittybit-local, for example `['--simulate', 'constant:2000']`. Without any it does real work. */
  readonly remoteArgs?: readonly string[];
  /** Where and how ittybit-local runs, if not in the stack's own folder as the dev stack has it. */
  readonly remote?: Partial<Pick<IttybitLocalOptions, 'dataDir' | 'allowPrivateAddresses'>>;
  readonly workerEnv?: Readonly<Record<string, string>>;
  /** How far the worker and ittybit-local give way to all else. Default 0; `./dev up` has `MEDIA_NICENESS`. */
  readonly mediaNiceness?: number;
  readonly taskQueue?: string;
  /** False: the caller starts workers itself. */
  readonly worker?: boolean;
  /** Settings of the Temporal server that is started: `{ 'limit.historyCount.suggestContinueAsNew': 100 }`. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** Adopt this Temporal server instead of starting one; it is then not stopped. */
  readonly temporalAddress?: string;
  /** True, or its settings: PostgreSQL and the API as well. */
  readonly api?: boolean | StackApiOptions;
}

/**
 * Temporal, ittybit-local behind a proxy and a worker, and the API with its PostgreSQL where they are asked for: real
 * processes on loopback, in a folder of their own.
 */
export interface Stack {
  readonly dataDir: string;
  /** Where the worker keeps plans and results of batches. */
  readonly storeDir: string;
  readonly client: Client;
  readonly taskQueue: string;
  readonly proxy: RemoteProxy;
  readonly admin: RemoteAdmin;
  readonly temporal: Replaceable<RunningTemporal> | undefined;
  readonly remote: Replaceable<RunningIttybitLocal>;
  readonly worker: Replaceable<RunningWorker> | undefined;
  readonly postgres: Replaceable<RunningPostgres> | undefined;
  readonly api: StackApi | undefined;
  /** What a further worker needs to join. */
  readonly workerEnv: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-stack-'));
  const storeDir = join(dataDir, 'store');
  const taskQueue = options.taskQueue ?? 'harness';
  const temporal = options.temporalAddress === undefined ? await startServer(dataDir, options) : undefined;
  const address = options.temporalAddress ?? temporal?.current().address ?? '';
  const remote = await startRemote(dataDir, options);
  const proxy = await startRemoteProxy(remote.current().url);
  const catalog = options.api ? await startStackCatalog(dataDir) : undefined;
  const workerEnv = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    TASK_QUEUE: taskQueue,
    ITTYBIT_API_KEY: API_KEY,
    ITTYBIT_BASE_URL: proxy.url,
    WORKER_ALLOW_PRIVATE_ADDRESSES: 'true',
    STORE_DIR: storeDir,
    LOG_LEVEL: 'warn',
    ...catalog?.env,
    ...options.workerEnv,
  };
  const worker = options.worker === false ? undefined : await replaceableWorker(dataDir, workerEnv, options);
  const api = options.api
    ? await startStackApi(dataDir, workerEnv, options.api === true ? {} : options.api)
    : undefined;
  const connection = await Connection.connect({
    address,
    channelArgs: { 'grpc.max_receive_message_length': MAX_GRPC_BYTES },
  });
  return {
    dataDir,
    storeDir,
    client: new Client({ connection }),
    taskQueue,
    proxy,
    admin: remoteAdmin(remote.current().url, API_KEY),
    temporal,
    remote,
    worker,
    postgres: catalog?.postgres,
    api,
    workerEnv,
    stop: async () => {
      await connection.close();
      await api?.stop();
      await worker?.stop();
      await remote.stop();
      await proxy.close();
      await temporal?.stop();
      await catalog?.postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startServer(
  dataDir: string,
  { dynamicConfig = {} }: StackOptions,
): Promise<Replaceable<RunningTemporal>> {
  const port = await freePort();
  return replaceable(() => startTemporal({ dataDir: join(dataDir, 'temporal'), port, dynamicConfig }));
}

async function startRemote(
  dataDir: string,
  { remoteArgs = [], remote = {}, mediaNiceness = 0 }: StackOptions,
): Promise<Replaceable<RunningIttybitLocal>> {
  const port = await freePort();
  // The log is not in its data folder, which may be full.
  const place = { dataDir: join(dataDir, 'remote'), logFile: join(dataDir, 'ittybit-local.log') };
  return replaceable(() =>
    startIttybitLocal({
      ...place,
      ...remote,
      port,
      apiKey: API_KEY,
      args: remoteArgs,
      niceness: mediaNiceness,
    }),
  );
}

async function replaceableWorker(
  dataDir: string,
  env: Readonly<Record<string, string>>,
  { mediaNiceness = 0 }: StackOptions,
): Promise<Replaceable<RunningWorker>> {
  const port = await freePort();
  return replaceable(() =>
    startWorker({ dataDir: join(dataDir, 'worker'), port, env, niceness: mediaNiceness }),
  );
}
