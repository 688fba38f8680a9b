/** A program: records the histories of batches. */
import { recordHistories } from '@org/tests-support/record-histories';
import { openWorld } from './support/batch-world.ts';
import { memoryBatchStore } from './support/memory-batch-store.ts';
import { SCENARIOS } from './support/scenarios.ts';
import { scriptedService } from './support/scripted-service.ts';
import { SUGGESTED_AT } from './support/suggested-at.ts';

await recordHistories({
  scenarios: SCENARIOS,
  files: 'batch-*.json',
  dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT },
  play: async (name, { script, pipelines, play }, server) => {
    const service = scriptedService(script);
    const store = memoryBatchStore(script);
    const world = await openWorld({
      ...server,
      service,
      store,
      ...(pipelines && { pipelines }),
      identity: 'recorder',
      taskQueue: `recorded-${name}`,
    });
    try {
      return await (await play({ world, service, store }, name)).fetchHistory();
    } finally {
      await world.close();
    }
  },
});
