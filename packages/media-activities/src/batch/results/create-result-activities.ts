import { type Clock, systemClock } from '@org/ittybit-client';
import type { BatchActivities } from '@org/media-contracts';
import type { BatchStore } from '../batch-store.js';
import { withHeartbeats } from '../../with-heartbeats.js';
import { writeManifest } from './write-manifest.js';
import { writeShard } from './write-shard.js';

export interface ResultActivitiesDependencies {
  readonly store: BatchStore;
  readonly clock?: Clock;
  /** Where a manifest is put together; the system's temporary folder when absent. */
  readonly temporaryFolder?: string;
}

/** The activities of the `batch` role that keep results: shards while a batch runs, the manifest at its end. */
export function createResultActivities({
  store,
  clock = systemClock,
  temporaryFolder,
}: ResultActivitiesDependencies): Pick<BatchActivities, 'writeShard' | 'writeManifest'> {
  return {
    writeShard: (input) =>
      withHeartbeats({ clock, subject: `results of ${input.prefix}` }, ({ signal }) =>
        writeShard({ store, input, signal }),
      ),
    writeManifest: (input) =>
      withHeartbeats({ clock, subject: `manifest of ${input.prefix}` }, ({ signal, tell }) =>
        writeManifest({ store, input, temporaryFolder, signal, onProgress: tell }),
      ),
  };
}
