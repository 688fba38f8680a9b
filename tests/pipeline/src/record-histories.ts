/** A program: records the histories of pipelines. */
import { recordHistories } from '@org/tests-support/record-histories';
import { openWorld } from './support/pipeline-world.ts';
import { SCENARIOS } from './support/scenarios.ts';
import { scriptedService } from './support/scripted-service.ts';

await recordHistories({
  scenarios: SCENARIOS,
  files: '!(batch-*|callback-*).json',
  play: async (name, { script, play }, server) => {
    const service = scriptedService(script);
    const taskQueue = `recorded-${name}`;
    const world = await openWorld({ ...server, service, identity: 'recorder', taskQueue });
    try {
      return await (await play(world, service, name)).fetchHistory();
    } finally {
      await world.close();
    }
  },
});
