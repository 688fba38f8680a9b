/**
 * An Ittybit-compatible server: the documented API over real work or over a simulation, with faults and a ledger.
 *
 * Not a client, not the real service's contract beyond what its reference says, and not a place to keep media.
 */
export { createIttybitLocal } from './create-ittybit-local.js';
export { parseSimulationSpec } from './simulation-spec.js';
export { OutputShape } from './schema/fault-schema.js';
export type { IttybitLocal, IttybitLocalOptions } from './options.js';
export type { FaultName, FaultRule, Faults } from './schema/fault-schema.js';
export type { FaultControl, FaultState } from './fault-switchboard.js';
export type { Duration, Simulate, Simulation } from './schema/simulation-schema.js';
export type { ForeignTasks, ForeignTasksOptions } from './foreign-tasks.js';
export type {
  Ledger,
  LedgerCreate,
  LedgerDuplicate,
  LedgerGroup,
  LedgerSummary,
} from './store/ledger-types.js';
export type { WebhookSettings } from './deliver/webhook-sender.js';
export type { ExportTarget } from './run/export-target.js';
export type { EncodeJob, EncodeResult, EngineProbe, MediaEnginePort } from './run/media-engine-port.js';
export type { Log, LogLevel } from './log.js';
export type { Random } from './random.js';
export type {
  ChildTask,
  Collection,
  Fate,
  Plan,
  StoredFile,
  TaskError,
  TaskRecord,
  TaskRequest,
  TaskStatus,
  TerminalStatus,
} from './task-record.js';
