import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { EventStore } from '../ports/event.js';
import { connectionConfig } from '../database.js';
import { EVENTS_CHANNEL } from '../events-channel.js';

type Listener = Parameters<EventStore['listen']>[0];

/** Wait before the first new connection, and the longest one. In ms. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Listens on a connection of its own until the signal fires, and makes a new one whenever it ends. Never rejects. */
export async function listenForEvents(
  connectionString: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  const connected = (): void => {
    waitMs = FIRST_WAIT_MS;
    // What was sent before this is lost: whoever waits reads again.
    listener.onGap();
  };
  while (!signal.aborted) {
    await listenOnce(connectionString, { ...listener, connected }, signal);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** Resolves when the connection has ended, for whatever reason. */
async function listenOnce(
  connectionString: string,
  { onEvents, connected }: Pick<Listener, 'onEvents'> & { readonly connected: () => void },
  signal: AbortSignal,
): Promise<void> {
  const client = new Client(connectionConfig(connectionString));
  const ended = new Promise<void>((resolve) => {
    client.on('error', () => {
      resolve();
    });
    client.on('end', resolve);
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  client.on('notification', ({ payload }) => {
    if (payload) onEvents(payload);
  });
  try {
    await client.connect();
    await client.query(`listen ${EVENTS_CHANNEL}`);
    connected();
    if (!signal.aborted) await ended;
  } catch {
    // The next connection is tried after a while; until there is one, readers look by themselves.
  } finally {
    await client.end().catch(() => undefined);
  }
}
