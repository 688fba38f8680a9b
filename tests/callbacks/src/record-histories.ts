/** A program: records the histories of callbacks. */
import { recordHistories } from '@org/tests-support/record-histories';
import { openWorld } from './support/callback-world.ts';
import { startReceiver } from './support/receiver.ts';
import { SCENARIOS } from './support/scenarios.ts';

await recordHistories({
  scenarios: SCENARIOS,
  files: 'callback-*.json',
  play: async (name, { answers, play }, server) => {
    const receiver = await startReceiver(answers);
    const names = { taskQueue: `recorded-${name}`, workflowId: name };
    const world = await openWorld({ ...server, ...names, identity: 'recorder' });
    try {
      return await (await play(world, receiver.url)).fetchHistory();
    } finally {
      await world.close();
      await receiver.close();
    }
  },
});
