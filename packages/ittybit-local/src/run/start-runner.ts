import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../create-services.js';
import { createDirectoryExport } from './export-target.js';
import { createTaskRunner, type TaskRunner } from './task-runner.js';
import { workOnTask } from './work-on-task.js';
import type { WorkSettings } from './work-settings.js';

const GIB = 1024 ** 3;

/** Begins what is unfinished and takes new work; null for a server that only simulates. */
export function startRunner(state: State, onEnded: () => void): TaskRunner | null {
  const settings = workSettings(state);
  if (!settings) {
    const left = state.tasks.unfinished().length;
    if (left > 0) state.log('warn', 'Unfinished tasks wait for a start with an engine', { tasks: left });
    return null;
  }
  rmSync(settings.workRoot, { recursive: true, force: true });
  mkdirSync(settings.workRoot, { recursive: true });
  const runner = createTaskRunner({
    concurrency: state.options.concurrency ?? 2,
    work: async (id, signal) => {
      await workOnTask(settings, id, signal);
      onEnded();
    },
    log: state.log,
  });
  for (const id of state.tasks.unfinished()) runner.enqueue(id);
  return runner;
}

function workSettings({ options, place, tasks, now }: State): WorkSettings | null {
  // A simulation wins over an engine: nothing may be encoded then.
  if (!options.engine || options.simulation) return null;
  return {
    engine: options.engine,
    tasks,
    exportTarget: options.exportTarget ?? createDirectoryExport(place.filesDir),
    filesDir: place.filesDir,
    workRoot: join(place.dataDir, 'work'),
    source: {
      filesDir: place.filesDir,
      inputsDir: options.inputsDir ?? null,
      ownPath: place.urls.ownPath,
      limits: {
        allowPrivateAddresses: options.allowPrivateAddresses ?? false,
        maxBytes: options.maxSourceBytes ?? 4 * GIB,
        maxSeconds: options.maxSourceSeconds ?? 600,
      },
    },
    now,
  };
}
