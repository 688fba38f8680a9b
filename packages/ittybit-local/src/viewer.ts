import type { FaultSwitchboard } from './fault-switchboard.js';
import type { View } from './resource.js';
import { OutputShape } from './schema/fault-schema.js';
import { inputUrl, isPipeline, type TaskRecord } from './task-record.js';

export type Viewer = (task: TaskRecord, route: 'get' | 'list' | 'create') => View;

/** Decides how a task shows: by the settings, unless a fault says otherwise. */
export function createViewer(dependencies: {
  faults: FaultSwitchboard;
  now: () => number;
  publicUrl: () => string;
  outputShape: { jobs?: OutputShape; tasks?: OutputShape };
}): Viewer {
  const { faults, now, publicUrl, outputShape } = dependencies;
  const usualShape = (task: TaskRecord): OutputShape => {
    if (!isPipeline(task.request)) return OutputShape.file;
    return task.collection === 'jobs'
      ? (outputShape.jobs ?? OutputShape.string)
      : (outputShape.tasks ?? OutputShape.url);
  };
  return (task, route) => {
    const target = { route, taskKind: task.request.kind, inputUrl: inputUrl(task.request) };
    return {
      now: now(),
      publicUrl: publicUrl(),
      shape: faults.take('outputShape', target)?.shape ?? usualShape(task),
      showMetadata: faults.take('noMetadata', target) === null,
      showChildren: route !== 'list',
    };
  };
}
