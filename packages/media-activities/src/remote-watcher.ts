import type { Clock, RemoteTask } from '@org/ittybit-client';
import type { RemoteWait } from '@org/media-contracts';
import type { Log } from './ports.js';
import type { QuotaGate } from './quota-gate.js';
import type { RemoteCalls } from './remote-account.js';
import { createTaskDurations } from './task-durations.js';
import { createWatchList } from './watch-list.js';
import { expectation } from './expectation.js';
import { createForecastRecord } from './watch-forecast.js';
import { planWatch } from './watch-plan.js';
import { createWatchReads } from './watch-reads.js';
import { createWebhookRecord } from './webhook-record.js';
import { DEFAULT_WATCH_SETTINGS, type WatchSettings } from './watch-settings.js';

/** What a watch tells while it lasts. */
export type WatchUpdate = Partial<
  Pick<RemoteWait, 'waitingFor' | 'until' | 'because' | 'progress' | 'remoteStatus' | 'missingSince'>
>;

/** How a watch ends: with the task in a final state, or with a task that the service no longer knows. */
export type WatchEnd = { readonly ended: RemoteTask } | { readonly lostSince: number };

export interface SeenTask {
  readonly task: RemoteTask;
  /**
   * `created`: it began just now. `listed`: it began a while ago. `replayed`: as it was when it began, a while ago,
   * because the service answers a repeated POST with its first reply.
   */
  readonly how: 'created' | 'listed' | 'replayed';
}

export interface ExpectedWebhook {
  /** The wait is told that a webhook has ended it so long after it came, at most. In ms. */
  readonly noticedWithinMs: number;
  /** Asked when the signal aborts: whether that is why. */
  readonly hasCome: () => boolean;
}

export interface WatchRequest {
  readonly remoteId: string;
  /** The kind that was asked for; durations are learned per kind. */
  readonly kind: string;
  /** The input URL as it was sent: a task that GET misses is looked for in the list of it. */
  readonly input: string;
  /** When the generation was first scheduled. */
  readonly startedAt: number;
  /** The task as it was just seen, if it was. */
  readonly seen?: SeenTask | undefined;
  /** Carried over from an earlier attempt. */
  readonly missingSince?: number | undefined;
  /** Given when a webhook is expected to end the wait: reading is then only a net for those that get lost. */
  readonly webhook?: ExpectedWebhook | undefined;
  readonly signal: AbortSignal;
  readonly onUpdate: (update: WatchUpdate) => void;
  /** Told before each request that is made for this task: its share of it, 1 for a read by id. */
  readonly onCalls?: ((count: number) => void) | undefined;
}

/** One per account and process: all waiting activities share its reads. */
export interface RemoteWatcher {
  /**
   * Resolves when the task has ended or is lost. Trouble of transport never fails a watch, it is told as an
   * update. Rejects with the signal's reason, or with what the service says against the account or the id.
   */
  readonly watch: (request: WatchRequest) => Promise<WatchEnd>;
}

export function createRemoteWatcher(options: {
  readonly calls: RemoteCalls;
  readonly gate: QuotaGate;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly settings: Partial<WatchSettings>;
}): RemoteWatcher {
  const settings = { ...DEFAULT_WATCH_SETTINGS, ...options.settings };
  const durations = createTaskDurations();
  const forecasts = createForecastRecord(settings);
  const list = createWatchList({
    clock: options.clock,
    durations,
    forecasts,
    settings,
    webhooks: createWebhookRecord(options.clock),
    log: options.log,
  });
  const reads = createWatchReads({ ...options, settings, list });
  let looping = false;

  async function loop(): Promise<void> {
    while (list.size() > 0) {
      const signal = list.untilEmpty();
      try {
        await step(signal);
      } catch (error) {
        // An empty list aborts the step on purpose. Anything else would leave the waiting without a reader.
        if (!signal.aborted) list.failAll(error);
      }
    }
    looping = false;
  }

  async function step(signal: AbortSignal): Promise<void> {
    const plan = planWatch({
      tasks: list.tasks(),
      expect: (kind) => expectation(durations.spread(kind), settings),
      state: reads.state(),
      settings,
      now: options.clock.now(),
    });
    if (plan.do === 'sleep') await list.sleepUntil(plan.until);
    else await reads.carryOut(plan, signal);
  }

  return {
    watch: (request) => {
      const end = list.add(request, reads.standing());
      if (!looping) {
        looping = true;
        void loop();
      }
      return end;
    },
  };
}
