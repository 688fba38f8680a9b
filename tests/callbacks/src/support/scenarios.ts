import type { RequestListener } from 'node:http';
import { until } from '@org/tests-support';
import type { CallbackWorld, Delivery } from './callback-world.ts';
import { answers } from './receiver.ts';

/** A delivery brought to its end, in the way its name says. Its history is recorded. */
export interface Scenario {
  readonly answers: readonly RequestListener[];
  readonly play: (world: CallbackWorld, url: string) => Promise<Delivery>;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'callback-retried': {
    answers: [answers(500), answers(503, { 'retry-after': '1' }), answers(200)],
    play: async (world, url) => {
      const delivery = await world.deliver(url, { firstDelayMs: 20 });
      await delivery.result();
      return delivery;
    },
  },
  'callback-dead': {
    answers: [answers(500)],
    play: async (world, url) => {
      const delivery = await world.deliver(url);
      await delivery.result();
      return delivery;
    },
  },
  'callback-cancelled': {
    answers: [answers(500)],
    play: async (world, url) => {
      const delivery = await world.deliver(url, { scheduleMs: [0, 3_600_000] });
      await until('the wait for the second attempt', async () => {
        const { events } = await delivery.fetchHistory();
        return events?.some(({ timerStartedEventAttributes: timer }) => timer);
      });
      await delivery.cancel();
      await delivery.result().catch(() => undefined);
      return delivery;
    },
  },
};
