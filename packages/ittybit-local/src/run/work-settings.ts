import type { TaskStore } from '../store/task-store.js';
import type { ExportTarget } from './export-target.js';
import type { MediaEnginePort } from './media-engine-port.js';
import type { SourceSettings } from './source.js';

/** What work needs of the server. */
export interface WorkSettings {
  engine: MediaEnginePort;
  tasks: TaskStore;
  exportTarget: ExportTarget;
  /** Results, served under `/files/`. */
  filesDir: string;
  /** Scratch space; emptied at each start. */
  workRoot: string;
  source: SourceSettings;
  now: () => number;
}
