import { createRequire } from 'node:module';
import workerThreads, { type Worker as Thread } from 'node:worker_threads';
import type * as Sdk from '@temporalio/worker';

const threads: Thread[] = [];

/** Keeps hold of every thread that is made from here on, so that its heap can be read. */
export function watchThreads(): void {
  const Original = workerThreads.Worker;
  workerThreads.Worker = class extends Original {
    constructor(...options: ConstructorParameters<typeof Original>) {
      super(...options);
      threads.push(this);
    }
  };
}

/** The SDK, loaded only now: it has to see the watched constructor. */
export function temporalWorker(): typeof Sdk {
  return createRequire(import.meta.url)('@temporalio/worker') as typeof Sdk;
}

/** Live heap of the newest thread in KiB. A heap snapshot collects its garbage first. */
export async function threadHeapKiB(): Promise<number> {
  const thread = threads.at(-1);
  if (!thread) throw new Error('No thread was made since watchThreads().');
  const snapshot = await thread.getHeapSnapshot();
  for await (const _chunk of snapshot);
  return (await thread.getHeapStatistics()).used_heap_size / 1024;
}
