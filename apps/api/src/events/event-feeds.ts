import type { EventRow, EventStore } from '@org/media-catalog';

/** So many events are kept in memory for those who follow closely; who is further behind reads the catalog. */
const KEPT = 200;
/** Hints may be lost: whoever waits looks by itself after so long. In ms. */
const LOOK_EVERY_MS = 5_000;

export interface EventFeeds {
  /** Events after a number; waits until there are some. Empty when the time is up or the signal fires. */
  readonly next: (request: {
    readonly tenantId: string;
    readonly resourceId: string;
    readonly after: number;
    readonly waitMs: number;
    readonly signal: AbortSignal;
  }) => Promise<readonly EventRow[]>;
  /** Listens until the signal fires. Never rejects. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

interface Feed {
  readonly tenantId: string;
  waiting: number;
  /** The newest events that are known, in order. */
  events: readonly EventRow[];
  /** The reading under way, which all who wait share. */
  reading: Promise<void> | undefined;
  wakers: Set<() => void>;
}

/**
 * Events for all who follow, from one listening connection and one reading per change of a resource: five hundred
 * clients of one batch cost the catalog as much as one.
 */
export function createEventFeeds(store: Pick<EventStore, 'after' | 'listen'>): EventFeeds {
  const feeds = new Map<string, Feed>();

  function changed(resourceId: string, feed: Feed): void {
    const after = feed.events.at(-1)?.seq;
    // Nobody has read yet: each reads from where it stands.
    if (after === undefined) {
      wake(feed);
      return;
    }
    feed.reading ??= store
      .after(feed.tenantId, resourceId, after, KEPT)
      .then((rows) => {
        feed.events = [...feed.events, ...rows].slice(-KEPT);
      })
      // Each who waits asks the catalog itself then, and is told what is wrong.
      .catch(() => {
        feed.events = [];
      })
      .finally(() => {
        feed.reading = undefined;
        wake(feed);
      });
  }

  return {
    next: async ({ tenantId, resourceId, after, waitMs, signal }) => {
      const feed = feeds.get(resourceId) ?? newFeed(tenantId);
      feeds.set(resourceId, feed);
      feed.waiting++;
      try {
        const giveUpAt = Date.now() + waitMs;
        for (;;) {
          const rows = known(feed, after) ?? (await readFrom(feed, resourceId, after));
          const left = giveUpAt - Date.now();
          if (rows.length > 0 || left <= 0 || signal.aborted) return rows;
          const woken = await woke(feed, Math.min(left, LOOK_EVERY_MS), signal);
          if (!woken) changed(resourceId, feed);
          await feed.reading;
        }
      } finally {
        feed.waiting--;
        if (feed.waiting === 0) feeds.delete(resourceId);
      }
    },
    run: (signal) =>
      store.listen(
        {
          onEvents: (resourceId) => {
            const feed = feeds.get(resourceId);
            if (feed) changed(resourceId, feed);
          },
          onGap: () => {
            for (const [resourceId, feed] of feeds) changed(resourceId, feed);
          },
        },
        signal,
      ),
  };

  async function readFrom(feed: Feed, resourceId: string, after: number): Promise<readonly EventRow[]> {
    const rows = await store.after(feed.tenantId, resourceId, after, KEPT);
    const newest = feed.events.at(-1)?.seq ?? 0;
    // A full page may not be the newest; what is in memory has to be, without a hole.
    if (rows.length < KEPT && (rows.at(-1)?.seq ?? 0) > newest) feed.events = rows;
    return rows;
  }
}

function newFeed(tenantId: string): Feed {
  return { tenantId, waiting: 0, events: [], reading: undefined, wakers: new Set() };
}

/** What memory holds after a number; undefined when it does not reach back so far. */
function known({ events }: Feed, after: number): readonly EventRow[] | undefined {
  const [oldest] = events;
  if (!oldest || oldest.seq > after + 1) return undefined;
  return events.filter(({ seq }) => seq > after);
}

function wake(feed: Feed): void {
  const { wakers } = feed;
  feed.wakers = new Set();
  for (const waker of wakers) waker();
}

/** True when there may be something new, false when the time is up or the signal fired. */
function woke(feed: Feed, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (how: boolean): void => {
      clearTimeout(timer);
      feed.wakers.delete(waker);
      signal.removeEventListener('abort', stop);
      resolve(how);
    };
    const waker = (): void => {
      end(true);
    };
    const stop = (): void => {
      end(false);
    };
    const timer = setTimeout(stop, ms);
    feed.wakers.add(waker);
    signal.addEventListener('abort', stop, { once: true });
  });
}
