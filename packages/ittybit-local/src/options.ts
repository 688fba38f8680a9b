import type { WebhookSettings } from './deliver/webhook-sender.js';
import type { FaultControl } from './fault-switchboard.js';
import type { ForeignTasks, ForeignTasksOptions } from './foreign-tasks.js';
import type { Log } from './log.js';
import type { Random } from './random.js';
import type { ExportTarget } from './run/export-target.js';
import type { MediaEnginePort } from './run/media-engine-port.js';
import type { Faults, OutputShape } from './schema/fault-schema.js';
import type { Simulation } from './schema/simulation-schema.js';
import type { Ledger } from './store/ledger-types.js';
import type { TaskRecord } from './task-record.js';

export interface IttybitLocalOptions {
  /** Holds state, results and, unless keys are given, the key. One process at a time. */
  dataDir: string;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default 0: any free port. Give one when URLs of results shall survive a restart. */
  port?: number;
  /** Keys that are taken. Default: one made by chance, kept in `.apiKey` of the data directory. */
  apiKeys?: readonly string[];
  /** Base of the URLs of results. Default: the address listened on. */
  publicUrl?: string;
  /** Files served under `/inputs/`. Default: none. */
  inputsDir?: string;
  /** How many tasks work at once; more wait in order. Default 2. */
  concurrency?: number;
  /** Does the work. Either this or a simulation is needed. */
  engine?: MediaEnginePort;
  /** Where `s3://` outputs go. Default: the directory `files/exports` of the data directory. */
  exportTarget?: ExportTarget;
  /** Whether sources may lie on loopback or in a private network. Default false. */
  allowPrivateAddresses?: boolean;
  /** Default 4 GiB. */
  maxSourceBytes?: number;
  /** How long fetching a source may take. Default 600. */
  maxSourceSeconds?: number;
  /** How results of pipelines show. Default: `string` for jobs, `url` for tasks, as the two references say. */
  outputShape?: { jobs?: OutputShape; tasks?: OutputShape };
  /** Tasks end by the clock and nothing is encoded. */
  simulation?: Simulation;
  /** Faults from the start. */
  faults?: Faults;
  /** Of simulated durations and of the chances of faults. Default 1. */
  seed?: number;
  /** How long an Idempotency-Key is honoured. Default 24 h, as the service documents. */
  idempotencyTtlMs?: number;
  webhooks?: WebhookSettings;
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number;
  /** Default: from the seed. */
  random?: Random;
  /** Default: nothing is logged. */
  log?: Log;
}

/** A running server. */
export interface IttybitLocal {
  /** The address listened on, without a slash at the end. */
  url: string;
  port: number;
  /** The first of the keys that are taken. */
  apiKey: string;
  faults: FaultControl;
  ledger: Ledger;
  tasks: {
    /** A task with everything known of it, by the clock of now. */
    get(id: string): TaskRecord | null;
    count(): number;
    /** Ends a task as `cancelled`; false when there is none or it has ended. */
    cancel(id: string): boolean;
    /** Tasks of another customer of the account. */
    createForeign(options: ForeignTasksOptions): ForeignTasks;
  };
  /** Takes no new request, ends work under way (it is begun again at the next start) and frees the directory. */
  close(): Promise<void>;
}
