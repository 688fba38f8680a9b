import type { Clock, RemoteTask } from '@org/ittybit-client';
import { CLOCK_SKEW_MS, NO_LONGER_NEEDED } from './clock.js';
import type { Log } from './ports.js';
import type { WatchEnd, WatchRequest, WatchUpdate } from './remote-watcher.js';
import type { TaskDurations } from './task-durations.js';
import { createShortMemory } from './short-memory.js';
import { durationOf, queuedMs, ranMs } from './task-times.js';
import type { WatchedTask } from './watch-plan.js';
import type { WebhookRecord } from './webhook-record.js';
import { foretoldMs, narrowed, type Forecast, type ForecastRecord } from './watch-forecast.js';
import type { WatchSettings } from './watch-settings.js';

/** A watched task, with whoever waits for it. */
interface Watch extends WatchedTask {
  readonly request: WatchRequest;
  /** By its progress. */
  readonly forecast: Forecast | 'uneven' | undefined;
  readonly missingSince: number | undefined;
}

/** What reads have shown of a task. */
type Looks = Pick<Watch, 'createdAt' | 'bornAt' | 'readAt' | 'endsAt' | 'forecast'>;

type Entry = { -readonly [Name in keyof Watch]: Watch[Name] } & {
  readonly settle: (settled: () => void) => void;
  readonly resolve: (end: WatchEnd) => void;
  readonly reject: (error: unknown) => void;
};

/** The tasks of one account that somebody waits for. */
export interface WatchList {
  readonly add: (request: WatchRequest, standing: WatchUpdate) => Promise<WatchEnd>;
  readonly size: () => number;
  readonly tasks: () => readonly Watch[];
  /** A request is about to be made for these tasks: each bears an even share. */
  readonly charge: (remoteIds: readonly string[]) => void;
  /** Takes what a read, asked for then, showed to whoever waits for it; other people's tasks are left alone. */
  readonly apply: (tasks: readonly RemoteTask[], askedAt: number) => void;
  /** A read by id, or a search by id and list, did not find the task. */
  readonly missed: (remoteId: string, by: 'get' | 'search') => void;
  /** The next search for a missing task is not due before the usual time, however this one ends. */
  readonly postponeSearch: (remoteId: string) => void;
  readonly fail: (remoteId: string, error: unknown) => void;
  readonly failAll: (error: unknown) => void;
  readonly tellAll: (update: WatchUpdate) => void;
  /** Sleeps until then, or until somebody comes or everybody has gone. */
  readonly sleepUntil: (until: number) => Promise<void>;
  /** Aborts when nobody waits any more. */
  readonly untilEmpty: () => AbortSignal;
}

export function createWatchList(options: {
  readonly clock: Clock;
  readonly durations: TaskDurations;
  readonly forecasts: ForecastRecord;
  readonly webhooks: WebhookRecord;
  readonly log: Log;
  readonly settings: WatchSettings;
}): WatchList {
  const { clock, durations, forecasts, webhooks, log, settings } = options;
  const entries = new Set<Entry>();
  const left = createShortMemory<Looks>({ clock, keepMs: settings.lostAfterMs });
  let empty = new AbortController();
  let wake = new AbortController();

  function add(request: WatchRequest, standing: WatchUpdate): Promise<WatchEnd> {
    request.signal.throwIfAborted();
    if (entries.size === 0) empty = new AbortController();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        if (request.webhook?.hasCome()) webhooks.came();
        left.keep(entry.remoteId, looksOf(entry));
        entry.settle(() => {
          reject(request.signal.reason as Error);
        });
      };
      const settle = (settled: () => void): void => {
        request.signal.removeEventListener('abort', onAbort);
        entries.delete(entry);
        settled();
        if (entries.size === 0) empty.abort(NO_LONGER_NEEDED);
        wake.abort(NO_LONGER_NEEDED);
      };
      const looks = left.take(request.remoteId);
      const awaitsWebhook = request.webhook !== undefined && webhooks.trusted();
      const own = { ...watchOf(request, clock.now(), looks), awaitsWebhook };
      const entry: Entry = { ...own, settle, resolve, reject };
      request.signal.addEventListener('abort', onAbort, { once: true });
      entries.add(entry);
      wake.abort(NO_LONGER_NEEDED);
      request.onUpdate(standing);
    });
  }

  function applyTo(entry: Entry, task: RemoteTask, askedAt: number): void {
    const now = clock.now();
    entry.readAt = now;
    entry.createdAt = task.createdAt ?? entry.createdAt;
    entry.missingSince = undefined;
    entry.missingCheckAt = undefined;
    if (task.state === 'running') {
      forecast(entry, task, askedAt);
      entry.request.onUpdate({
        progress: task.progress ?? undefined,
        remoteStatus: task.status,
        missingSince: undefined,
      });
      return;
    }
    if (task.state === 'succeeded') learn(entry, task);
    judgeWebhook(entry, task);
    entry.settle(() => {
      entry.resolve({ ended: task });
    });
  }

  /** A webhook is lost when it would have ended the wait by now. */
  function judgeWebhook({ awaitsWebhook, request, bornAt }: Entry, task: RemoteTask): void {
    const tookMs = ranMs(task);
    if (!awaitsWebhook || !request.webhook || tookMs === undefined) return;
    const endedForMs = clock.now() - bornAt - tookMs;
    const forMs = endedForMs > request.webhook.noticedWithinMs ? webhooks.missed() : undefined;
    if (forMs === undefined) return;
    for (const entry of entries) entry.awaitsWebhook = false;
    log.warn(
      'tasks end and their webhooks do not arrive: for a while ends are found by reading at the usual pace. ' +
        'Check that the service reaches the public URL of the api, and the log of the api',
      { until: clock.now() + forMs },
    );
  }

  function forecast(entry: Entry, task: RemoteTask, askedAt: number): void {
    const beganAt = entry.bornAt + queuedMs(task);
    const look = {
      progress: task.progress,
      askedMs: askedAt - beganAt,
      repliedMs: clock.now() - beganAt,
      slackMs: settings.minIntervalMs / 2,
    };
    entry.forecast = narrowed(entry.forecast, look);
    const trusted = entry.forecast !== 'uneven' && forecasts.trusts(entry.kind) ? entry.forecast : undefined;
    entry.endsAt = trusted && beganAt + foretoldMs(trusted, settings);
  }

  function learn(entry: Entry, task: RemoteTask): void {
    const durationMs = durationOf(task, clock.now() - entry.bornAt);
    durations.learn(entry.kind, durationMs);
    if (entry.forecast) forecasts.learn(entry.kind, entry.forecast, durationMs - queuedMs(task));
  }

  function missed(entry: Entry, by: 'get' | 'search'): void {
    const now = clock.now();
    if (by === 'get') {
      // A read by id alone proves nothing: the search that follows asks the list as well.
      entry.missingCheckAt = now;
      return;
    }
    const since = (entry.missingSince ??= now);
    if (now - since >= settings.lostAfterMs) {
      entry.settle(() => {
        entry.resolve({ lostSince: since });
      });
      return;
    }
    // Reads lag as lists do: a task that was created just now is soon looked for again.
    const waitMs = Math.max(settings.minIntervalMs, Math.min(now - since, settings.missingCheckMs));
    entry.missingCheckAt = now + waitMs;
    entry.request.onUpdate({ missingSince: since });
  }

  const withId = (remoteId: string): Entry[] => [...entries].filter((entry) => entry.remoteId === remoteId);

  return {
    add: async (request, standing) => add(request, standing),
    size: () => entries.size,
    tasks: () => [...entries],
    charge: (remoteIds) => {
      for (const id of remoteIds) {
        for (const entry of withId(id)) entry.request.onCalls?.(1 / remoteIds.length);
      }
    },
    apply: (tasks, askedAt) => {
      const byId = new Map(tasks.map((task) => [task.id, task]));
      for (const entry of [...entries]) {
        const task = byId.get(entry.remoteId);
        if (task) applyTo(entry, task, askedAt);
      }
    },
    missed: (remoteId, by) => {
      for (const entry of withId(remoteId)) missed(entry, by);
    },
    postponeSearch: (remoteId) => {
      const searchAt = clock.now() + settings.missingCheckMs;
      for (const entry of withId(remoteId)) entry.missingCheckAt = searchAt;
    },
    fail: (remoteId, error) => {
      for (const entry of withId(remoteId)) {
        entry.settle(() => {
          entry.reject(error);
        });
      }
    },
    failAll: (error) => {
      for (const entry of [...entries]) {
        entry.settle(() => {
          entry.reject(error);
        });
      }
    },
    tellAll: (update) => {
      for (const entry of [...entries]) entry.request.onUpdate(update);
    },
    sleepUntil: async (until) => {
      wake = new AbortController();
      const { signal } = wake;
      try {
        await clock.sleep(Math.max(0, until - clock.now()), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    untilEmpty: () => empty.signal,
  };
}

function looksOf({ createdAt, bornAt, readAt, endsAt, forecast }: Watch): Looks {
  return { createdAt, bornAt, readAt, endsAt, forecast };
}

/** `looks`: what an earlier watch of the task in this process has seen. */
function watchOf(request: WatchRequest, now: number, looks: Looks | undefined): Omit<Watch, 'awaitsWebhook'> {
  const { remoteId, kind, startedAt, seen, missingSince } = request;
  return {
    request,
    remoteId,
    kind,
    createdAt: seen?.task.createdAt ?? undefined,
    notBefore: startedAt - CLOCK_SKEW_MS,
    // The clock of the service is not ours: what began just now is not older than that.
    bornAt: seen?.how === 'created' ? now : Math.min(seen?.task.createdAt ?? startedAt, now),
    readAt: seen && seen.how !== 'replayed' ? now : undefined,
    forecast: undefined,
    endsAt: undefined,
    missingSince,
    missingCheckAt: missingSince === undefined ? undefined : now,
    ...looks,
  };
}
