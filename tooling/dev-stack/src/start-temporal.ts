import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { SEARCH_ATTRIBUTES } from '@org/media-contracts';
import { capture } from './capture.ts';
import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './start-process.ts';
import { temporalTool } from './tools.ts';

export interface TemporalOptions {
  /** Holds the database file, so a start in the same folder goes on where the last one ended. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** The web interface is off without it. */
  readonly uiPort?: number;
  /** Default `<dataDir>/temporal.log`. */
  readonly logFile?: string;
  /** E.g. `{ 'limit.historyCount.suggestContinueAsNew': 100 }`. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** Name to type. Default: those of the contracts; `{}` for none. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface RunningTemporal extends RunningProcess {
  /** As TEMPORAL_ADDRESS takes it. */
  readonly address: string;
  readonly port: number;
  /** Of the web interface. */
  readonly url?: string;
  /** What a client or a worker needs. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The dev server chooses ports for its inner services a moment before they listen, and panics where somebody
 * else's connection was given one of them in between; another start chooses others.
 */
const GO_PANIC = 2;

/** Starts a dev server with a database file on loopback; resolves when its namespace answers. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const temporal = temporalTool();
  mkdirSync(options.dataDir, { recursive: true });
  const running = await startProcess({
    name: 'temporal',
    command: temporal,
    args: serverArguments(options, port),
    logFile: options.logFile ?? resolve(options.dataDir, 'temporal.log'),
    ready: async () =>
      (await capture(temporal, ['operator', 'namespace', 'describe', 'default', '--address', address])) !==
      undefined,
    worthAnotherStart: ({ code }) => code === GO_PANIC,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  await registerSearchAttributes(options, address);
  return {
    ...running,
    address,
    port,
    ...(options.uiPort === undefined ? {} : { url: `http://127.0.0.1:${options.uiPort}` }),
    env: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' },
  };
}

function serverArguments(options: TemporalOptions, port: number): string[] {
  const ui = options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)];
  const config = Object.entries(options.dynamicConfig ?? {}).flatMap(([name, value]) => [
    '--dynamic-config-value',
    `${name}=${JSON.stringify(value)}`,
  ]);
  const attributes = searchAttributesOf(options).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const database = resolve(options.dataDir, 'temporal.db');
  return [
    'server',
    'start-dev',
    '--db-filename',
    database,
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--log-level',
    'warn',
    ...ui,
    ...config,
    ...attributes,
  ];
}

/** The option of `start-dev` is heeded only while the database is new; this adds what came later. */
async function registerSearchAttributes(options: TemporalOptions, address: string): Promise<void> {
  const attributes = searchAttributesOf(options).flatMap(([name, type]) => ['--name', name, '--type', type]);
  if (attributes.length === 0) return;
  await capture(temporalTool(), [
    'operator',
    'search-attribute',
    'create',
    ...attributes,
    '--address',
    address,
  ]);
}

function searchAttributesOf(options: TemporalOptions): [string, string][] {
  return Object.entries(options.searchAttributes ?? SEARCH_ATTRIBUTES);
}
