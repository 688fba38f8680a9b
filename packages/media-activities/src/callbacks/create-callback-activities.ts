import { type Clock, systemClock } from '@org/ittybit-client';
import type { CallbackActivities, SendCallbackInput } from '@org/media-contracts';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { silentLog, type Log } from '../ports.js';
import { withHeartbeats } from '../with-heartbeats.js';
import type { CallbackLedger } from './callback-ledger.js';
import type { PostCallback } from './post-callback.js';
import { sendCallback, type SendDependencies, type SendProgress } from './send-callback.js';

export interface CallbackDependencies {
  readonly callbacks: CallbackLedger;
  /** Secrets of a tenant, opened, newest first. What it throws costs no attempt: it is asked again. */
  readonly secretsOf: (tenantId: string) => Promise<readonly string[]>;
  readonly post: PostCallback;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** The activities of the `callbacks` role: attempts at callbacks, each recorded before anything follows from it. */
export function createCallbackActivities({
  clock = systemClock,
  log = silentLog,
  ...ports
}: CallbackDependencies): CallbackActivities {
  const deps = { ...ports, clock, log };
  return {
    sendCallback: (input) => {
      const earlier = activityInfo().heartbeatDetails as SendProgress | undefined;
      const progress = earlier ?? { posts: 0 };
      return withHeartbeats({ clock, subject: subjectOf(input), progress }, ({ signal, tell }) =>
        sendCallback(deps, input, {
          signal,
          progress,
          tell: (news) => {
            tell(news);
            heartbeat(news);
          },
        }),
      );
    },
    abandonCallback: (input) =>
      withHeartbeats({ clock, subject: subjectOf(input) }, () => abandonCallback(deps, input)),
  };
}

async function abandonCallback(
  { callbacks, clock }: SendDependencies,
  { callbackId, replay, attempt }: SendCallbackInput,
): Promise<void> {
  const callback = await callbacks.load(callbackId);
  if (callback?.replays !== replay || callback.state === 'delivered' || callback.state === 'dead') return;
  const error = 'nothing was sent: the delivery was cancelled';
  const record = { attempt, replay, at: clock.now(), durationMs: 0, error };
  await callbacks.recordAttempt(callbackId, record, { state: 'dead' });
}

function subjectOf({ callbackId, attempt }: SendCallbackInput): string {
  return `callback ${callbackId}, attempt ${attempt}`;
}
