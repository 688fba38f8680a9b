import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPipeline, isTerminal, type StoredFile, type TaskRecord } from '../task-record.js';
import { runAtomic } from './atomic-work.js';
import { runPipeline, stagesOf } from './pipeline-work.js';
import { createStages, type Stages } from './stages.js';
import { toTaskError } from './work-error.js';
import type { WorkSettings } from './work-settings.js';

/**
 * Does the work of one task from its start and records how it ended.
 *
 * An aborted task is left as it is: cancelling has recorded its end already, and after a shutdown it is begun again.
 */
export async function workOnTask(settings: WorkSettings, id: string, signal: AbortSignal): Promise<void> {
  const { tasks, now, workRoot } = settings;
  const task = tasks.get(id);
  if (!task || isTerminal(task.status)) return;
  const workDir = join(workRoot, id);
  const stages = isPipeline(task.request) ? createStages(tasks, id, { kinds: stagesOf(task), now }) : null;
  tasks.update(id, { status: 'processing', startedAt: task.startedAt ?? now(), progress: 0 }, now());
  try {
    await mkdir(workDir, { recursive: true });
    const output = await run(settings, { task, workDir, signal }, stages);
    if (signal.aborted) return;
    tasks.update(id, { status: 'succeeded', output, progress: 100, finishedAt: now() }, now());
  } catch (error) {
    if (signal.aborted) return;
    const taskError = toTaskError(error, privatePaths(settings, workDir));
    const children = stages ? { children: stages.failed(taskError) } : {};
    tasks.update(id, { status: 'failed', error: taskError, finishedAt: now(), ...children }, now());
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

function run(
  settings: WorkSettings,
  work: { task: TaskRecord; workDir: string; signal: AbortSignal },
  stages: Stages | null,
): Promise<StoredFile> {
  if (stages) return runPipeline(settings, work, stages);
  return runAtomic(settings, work, (share) => {
    settings.tasks.updateProgress(work.task.id, Math.floor(100 * share), []);
  });
}

/** The longest first, so that a folder does not hide the file in it. */
function privatePaths({ filesDir, source }: WorkSettings, workDir: string): string[] {
  const inputsDir = source.inputsDir === null ? [] : [source.inputsDir];
  return [join(workDir, 'source'), workDir, filesDir, ...inputsDir];
}
