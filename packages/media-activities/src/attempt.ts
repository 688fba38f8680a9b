import { Context, type Info } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';
import type { Clock } from '@org/ittybit-client';
import type { RemoteWait } from '@org/media-contracts';
import { NO_LONGER_NEEDED } from './clock.js';
import type { ActivityMetrics } from './ports.js';
import type { Patience } from './quota-gate.js';

/** How long to stand at a gate in an activity that has no heartbeat timeout. */
const DEFAULT_PATIENCE_MS = 10_000;
/** The first heartbeat is held back so long: a task that ends at once then costs the server no write for it. */
const MAX_HOLD_MS = 500;

/** A change of what an attempt waits for. `undefined` forgets what was known. */
type WaitChange = {
  readonly [Name in keyof Omit<RemoteWait, 'throttledMs'>]?: RemoteWait[Name] | undefined;
};

/** One attempt at an activity: what it waits for, told in heartbeats, and when it has to stop. */
export interface Attempt {
  readonly info: Info;
  /** Aborts when the attempt is cancelled for whatever reason, or another one has taken over. */
  readonly signal: AbortSignal;
  /** What an attempt before this one told last. */
  readonly earlier: RemoteWait | undefined;
  /** How this attempt waits for quota. */
  readonly patience: Patience;
  /** Why the attempt was cancelled from outside, if it was. */
  readonly cancellation: () => {
    readonly details: ActivityCancellationDetails | undefined;
    readonly reason: string;
  };
  /** True when a wait until then is better spent without holding a slot. */
  readonly waitIsTooLong: (until: number) => boolean;
  /** Changes what the attempt waits for, and heartbeats it: at once, or the first time shortly after. */
  readonly tell: (change: WaitChange) => void;
  /** Heartbeats what was held back, if it was. */
  readonly flush: () => void;
  readonly current: () => RemoteWait;
  /** The attempt ends here, and the next one begins when the quota returns. */
  readonly countHeld: (held: { until: number; waitMs: number }) => void;
  /** Ends the attempt from within, with the reason that its waits then reject with. */
  readonly stop: (reason: Error) => void;
  /** Stops the heartbeats. */
  readonly end: () => void;
}

export function beginAttempt(options: {
  readonly clock: Clock;
  readonly metrics: ActivityMetrics;
  /** Aborts when another attempt has taken over. */
  readonly superseded?: AbortSignal;
}): Attempt {
  const { clock, metrics, superseded } = options;
  const context = Context.current();
  const { info } = context;
  const { heartbeatTimeoutMs } = info;
  const earlier = info.heartbeatDetails as RemoteWait | undefined;
  const stopped = new AbortController();
  const ended = new AbortController();
  const signals = [context.cancellationSignal, stopped.signal, ...(superseded ? [superseded] : [])];
  let wait: RemoteWait = { waitingFor: 'remote', throttledMs: earlier?.throttledMs ?? 0 };
  let since = clock.now();
  let told = false;
  let held = false;

  /** Time at the gate counts as it passes, so that a dead worker's last heartbeat has most of it. */
  function count(): void {
    const now = clock.now();
    if (wait.waitingFor === 'quota') wait = { ...wait, throttledMs: wait.throttledMs + now - since };
    if (wait.waitingFor !== 'remote' && now > since)
      metrics.waited({ reason: wait.waitingFor, ms: now - since });
    since = now;
  }

  function beat(): void {
    count();
    told = true;
    context.heartbeat(wait);
  }

  function tell(change: WaitChange): void {
    count();
    const { throttledMs } = wait;
    const merged = Object.entries({ ...wait, ...change, throttledMs }).filter(
      ([, value]) => value !== undefined,
    );
    const next = Object.fromEntries(merged) as RemoteWait;
    const changed = JSON.stringify(next) !== JSON.stringify(wait);
    wait = next;
    if (told ? changed : wait.waitingFor !== 'remote') beat();
    else if (!told) beatSoon();
  }

  /** Nothing is lost by it: until the server has the id, the idempotency key answers for it. */
  function beatSoon(): void {
    if (!heartbeatTimeoutMs) beat();
    if (!heartbeatTimeoutMs || held) return;
    held = true;
    const holdMs = Math.min(MAX_HOLD_MS, heartbeatTimeoutMs / 10);
    clock.sleep(holdMs, ended.signal).then(
      () => {
        if (!told) beat();
      },
      (error: unknown) => {
        if (!ended.signal.aborted) stopped.abort(error);
      },
    );
  }

  async function keepAlive(timeoutMs: number): Promise<void> {
    const beganAt = clock.now();
    for (;;) {
      await clock.sleep(timeoutMs / 3, ended.signal);
      // A heartbeat holds back the next one, which should have the id in it: silence while there is time.
      if (told || clock.now() - beganAt > timeoutMs / 2) beat();
    }
  }

  if (heartbeatTimeoutMs) {
    keepAlive(heartbeatTimeoutMs).catch((error: unknown) => {
      if (!ended.signal.aborted) stopped.abort(error);
    });
  }
  const signal = AbortSignal.any(signals);
  const maxWaitMs = heartbeatTimeoutMs ? heartbeatTimeoutMs / 2 : DEFAULT_PATIENCE_MS;
  return {
    info,
    signal,
    earlier,
    patience: {
      signal,
      maxWaitMs,
      onHeld: (until) => {
        tell({ waitingFor: 'quota', until });
      },
      onPassed: () => {
        count();
        wait = { ...wait, waitingFor: 'remote' };
        delete wait.until;
      },
    },
    cancellation: () => {
      const { aborted } = context.cancellationSignal;
      const reason: unknown = context.cancellationSignal.reason;
      return {
        details: aborted ? context.cancellationDetails : undefined,
        reason: reason instanceof Error ? reason.message : 'CANCELLED',
      };
    },
    waitIsTooLong: (until) => until - clock.now() > maxWaitMs,
    tell,
    flush: () => {
      if (held && !told) beat();
    },
    current: () => {
      count();
      return wait;
    },
    countHeld: ({ until, waitMs }) => {
      count();
      wait = { ...wait, waitingFor: 'quota', until, throttledMs: wait.throttledMs + waitMs };
      metrics.waited({ reason: 'quota', ms: waitMs });
      beat();
    },
    stop: (reason) => {
      stopped.abort(reason);
    },
    end: () => {
      ended.abort(NO_LONGER_NEEDED);
    },
  };
}
