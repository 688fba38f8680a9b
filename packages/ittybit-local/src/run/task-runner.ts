import type { Log } from '../log.js';

/** Does the work of tasks, a few at a time, in the order in which they came. */
export interface TaskRunner {
  enqueue(id: string): void;
  /** Ends the work of a task that was cancelled. */
  abandon(id: string): void;
  /** Ends all work; what has not ended is begun again at the next start. */
  close(): Promise<void>;
}

export function createTaskRunner(options: {
  concurrency: number;
  /** Records its own failures; what it throws is a fault of the server. */
  work: (id: string, signal: AbortSignal) => Promise<void>;
  log: Log;
}): TaskRunner {
  const { concurrency, work, log } = options;
  const queue: string[] = [];
  const running = new Map<string, { controller: AbortController; done: Promise<void> }>();
  let closed = false;

  const run = (id: string): void => {
    const controller = new AbortController();
    const done = work(id, controller.signal)
      .catch((error: unknown) => {
        log('error', 'The end of a task could not be recorded; it is begun again at the next start', {
          taskId: id,
          error: String(error),
        });
      })
      .finally(() => {
        running.delete(id);
        next();
      });
    running.set(id, { controller, done });
  };
  const next = (): void => {
    while (!closed && running.size < concurrency) {
      const id = queue.shift();
      if (id === undefined) return;
      run(id);
    }
  };
  return {
    enqueue: (id) => {
      queue.push(id);
      // In the next turn: the change that creates the task must end before its work begins.
      setImmediate(next);
    },
    abandon: (id) => {
      const place = queue.indexOf(id);
      if (place >= 0) queue.splice(place, 1);
      running.get(id)?.controller.abort(new Error('The task was cancelled.'));
    },
    close: async () => {
      closed = true;
      const all = [...running.values()];
      for (const { controller } of all) controller.abort(new Error('The server is closing.'));
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
