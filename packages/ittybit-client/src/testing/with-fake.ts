import { afterEach, beforeEach } from 'vitest';
import type { IttybitClientOptions } from '../client-options.js';
import { createIttybitClient, type IttybitClient } from '../create-ittybit-client.js';
import { isIttybitError, type IttybitError } from '../ittybit-error.js';
import { startFakeIttybit, type FakeIttybit } from './fake-ittybit.js';
import { createTestClock } from './test-clock.js';

export const API_KEY = 'sk9Q_live_0123456789abcdef';

export interface Harness {
  fake: FakeIttybit;
  clock: ReturnType<typeof createTestClock>;
  client(options?: Partial<IttybitClientOptions>): IttybitClient;
}

/** A fresh fake server and a clock that does not wait, for each test of the calling file. */
export function withFake(): Harness {
  const harness: Partial<Harness> = {};
  beforeEach(async () => {
    const fake = await startFakeIttybit();
    const clock = createTestClock();
    harness.fake = fake;
    harness.clock = clock;
    harness.client = (options) =>
      createIttybitClient({ apiKey: API_KEY, baseUrl: fake.url, clock, random: () => 1, ...options });
  });
  afterEach(async () => {
    await harness.fake?.close();
  });
  return harness as Harness;
}

/** The {@link IttybitError} a call ends with; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<IttybitError> {
  const outcome: unknown = await call.then(
    (value) => new Error(`the call succeeded: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (isIttybitError(outcome)) return outcome;
  throw outcome;
}
