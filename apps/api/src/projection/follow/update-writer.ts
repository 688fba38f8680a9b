import type { ProjectionStore, WorkflowUpdate } from '@org/media-catalog';
import type { ProjectionMetrics } from '../projection-metrics.js';

/** Of one transaction: a larger one keeps readers of the catalog waiting and is the more to do again. */
const MAX_UPDATES = 100;
const MAX_ACTIVITIES = 1_000;

interface Waiting {
  readonly update: WorkflowUpdate;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes the updates of many workflows in one transaction: while one is under way the next ones gather.
 * An update that the catalog refuses fails alone.
 */
export function createUpdateWriter(
  projection: Pick<ProjectionStore, 'save'>,
  metrics: ProjectionMetrics,
): (update: WorkflowUpdate) => Promise<void> {
  let waiting: Waiting[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    // Those that were read in the same moment go together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const count = roomFor(waiting);
      const group = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await writeGroup(group);
    }
    writing = false;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await save(group);
    } catch (error) {
      metrics.failed('save');
      const [only] = group;
      if (group.length === 1) only?.reject(error);
      else await writeOneByOne(group);
    }
  }

  /** Two that fail in a row are taken for the catalog itself: the others need not find that out each. */
  async function writeOneByOne(group: readonly Waiting[]): Promise<void> {
    let inARow = 0;
    let last: unknown;
    for (const one of group) {
      if (inARow >= 2) {
        one.reject(last);
        continue;
      }
      try {
        await save([one]);
        inARow = 0;
      } catch (error) {
        one.reject(error);
        last = error;
        inARow++;
      }
    }
  }

  async function save(group: readonly Waiting[]): Promise<void> {
    const updates = group.map(({ update }) => update);
    await projection.save(updates);
    metrics.wrote({
      updates: updates.length,
      activities: sum(updates, ({ activities }) => activities.length),
      events: sum(updates, ({ events }) => events.length),
    });
    for (const { resolve } of group) resolve();
  }

  return (update) =>
    new Promise((resolve, reject) => {
      waiting.push({ update, resolve, reject });
      if (!writing) void write();
    });
}

/** At least one, whatever its size. */
function roomFor(waiting: readonly Waiting[]): number {
  let activities = 0;
  const full = waiting.findIndex(({ update }, index) => {
    activities += update.activities.length;
    return index > 0 && (index >= MAX_UPDATES || activities > MAX_ACTIVITIES);
  });
  return full < 0 ? waiting.length : full;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
