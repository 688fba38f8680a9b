import { z } from 'zod';
import { newTask } from './create-task.js';
import { DurationSchema } from './schema/simulation-schema.js';
import { planTask } from './simulation.js';
import type { Database } from './store/database.js';
import type { TaskStore } from './store/task-store.js';

/** Tasks of another customer of the account: they fill the lists, do no work and are counted apart. */
const ForeignTasksSchema = z.strictObject({
  count: z.int().min(1).max(100_000).default(1),
  collection: z.enum(['jobs', 'tasks']).default('tasks'),
  kind: z.enum(['video', 'audio', 'image', 'animation', 'adaptive_video']).default('video'),
  duration: DurationSchema.default({ distribution: 'instant' }),
  /** Durations are divided by it. */
  timeScale: z.number().positive().default(1),
});
export type ForeignTasksOptions = z.input<typeof ForeignTasksSchema>;

export interface ForeignTasks {
  created: number;
  firstId: string;
  lastId: string;
}

/** Creates foreign tasks, all in one transaction: 10,000 take about half a second. */
export function createForeignTasks(
  { database, tasks, seed, now }: { database: Database; tasks: TaskStore; seed: number; now: () => number },
  options: ForeignTasksOptions,
): ForeignTasks {
  const { count, collection, kind, duration, timeScale } = ForeignTasksSchema.parse(options);
  const at = now();
  const offset = tasks.count();
  const createOne = (index: number): string => {
    const name = `foreign-${offset + index}`;
    const plan = planTask({ duration, timeScale }, seed, { drawKey: name, simulate: undefined, now: at });
    const request = {
      input: `https://foreign.example/${name}.mp4`,
      kind,
      options: {},
      output: null,
      metadata: {},
      webhookUrl: null,
    };
    return tasks.insert(
      newTask({ collection, request, fate: {}, plan, status: 'queued', foreign: true, now: at }),
    ).id;
  };
  const ids = database.write(() => Array.from({ length: count }, (_, index) => createOne(index)));
  return { created: count, firstId: ids[0] ?? '', lastId: ids.at(-1) ?? '' };
}
