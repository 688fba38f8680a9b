import { describe, expect, it } from 'vitest';
import { createFaultSwitchboard } from '../fault-switchboard.js';
import { silent, type Log } from '../log.js';
import { startHttp } from '../testing/start-http.js';
import { createRequestListener } from './request-listener.js';
import { json } from './reply.js';

async function startWith(options: { committed: () => Promise<void>; log?: Log; fails?: boolean }): Promise<{
  url: string;
  outcomes: string[];
}> {
  const outcomes: string[] = [];
  const listener = createRequestListener({
    routes: [
      {
        kind: 'get',
        pattern: /^\/thing$/,
        keyNeeded: false,
        methods: {
          GET: () => {
            if (options.fails) throw new Error('secret detail');
            return json(200, { ok: true });
          },
        },
      },
    ],
    authenticate: () => 'account',
    faults: createFaultSwitchboard({ rules: [] }, Math.random),
    counted: (route, outcome) => outcomes.push(`${route} ${outcome}`),
    committed: options.committed,
    closing: new AbortController().signal,
    log: options.log ?? silent,
  });
  return { url: await startHttp(listener), outcomes };
}

describe('createRequestListener', () => {
  it('answers nothing before the state is on disk', async () => {
    const durable = { resolve: (): void => undefined };
    const commit = new Promise<void>((resolve) => (durable.resolve = resolve));
    const asked = { count: 0 };
    const { url } = await startWith({
      committed: () => {
        asked.count++;
        return commit;
      },
    });
    const seen = { answered: false };
    const reply = fetch(`${url}/thing`).then((response) => {
      seen.answered = true;
      return response.status;
    });
    while (asked.count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.answered).toBe(false);
    durable.resolve();
    expect(await reply).toBe(200);
  });

  it('answers 500 when the state could not be written', async () => {
    const messages: string[] = [];
    const { url } = await startWith({
      committed: () => Promise.reject(new Error('database or disk is full')),
      log: (_level, message) => messages.push(message),
    });
    const response = await fetch(`${url}/thing`);
    expect([response.status, await response.json()]).toMatchObject([500, { kind: 'internal_error' }]);
    expect(messages).toEqual(['A request failed']);
  });

  it('answers 500 for a fault of its own without telling what it was, and counts it', async () => {
    const { url, outcomes } = await startWith({ committed: () => Promise.resolve(), fails: true });
    const response = await fetch(`${url}/thing`);
    expect([response.status, (await response.text()).includes('secret')]).toEqual([500, false]);
    expect(outcomes).toEqual(['get 500']);
  });
});
