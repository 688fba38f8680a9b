import {
  type Clock,
  isIttybitError,
  parseWebhook,
  systemClock,
  type WebhookEvent,
} from '@org/ittybit-client';
import type { RemoteOutcome } from '@org/media-contracts';
import { NO_LONGER_NEEDED } from '../clock.js';
import { silentLog, type Log } from '../ports.js';
import type { RemoteAccounts } from '../remote-accounts.js';
import { createShortMemory } from '../short-memory.js';
import { createTaskSettler, unavailable } from './settle-told-task.js';
import type { ToldActivity } from './told-activity.js';
import type { WebhookAnswer, WebhookMetrics } from './webhook-answer.js';
import { readWebhookToken } from './webhook-token.js';

/** What came to the address of a workflow. */
export interface WebhookPost {
  /** The last part of the path. */
  readonly token: string;
  readonly body: string | Uint8Array;
}

/** Takes webhooks for what they are: hints that a task may have ended. */
export interface WebhookReceiver {
  /** Never rejects: what goes wrong is in the answer, and an answer above 499 has the service send it again. */
  readonly receive: (post: WebhookPost) => Promise<WebhookAnswer>;
}

export interface WebhookReceiverOptions {
  /** Tasks are read again with the key of the account that the address names. */
  readonly accounts: RemoteAccounts;
  /** What addresses are signed with, the newest first. See `readWebhookToken`. */
  readonly secrets: readonly string[];
  /**
   * Completes an activity of the current run of a workflow: `client.activity.complete` of a Temporal client. Its
   * `ActivityNotFoundError` means that there is nothing to complete any more.
   */
  readonly complete: (activity: ToldActivity, outcome: RemoteOutcome) => Promise<void>;
  /** The service is answered within this time, whatever is slow. In ms; 900 when absent. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly metrics?: WebhookMetrics;
}

const DEFAULT_TIMEOUT_MS = 900;
/** A webhook that comes again within this time is answered without another read. */
const REMEMBERED_MS = 10 * 60_000;

export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const { secrets, timeoutMs = DEFAULT_TIMEOUT_MS, clock = systemClock, log = silentLog, metrics } = options;
  const settle = createTaskSettler({ ...options, timeoutMs, clock, log });
  const underWay = new Map<string, Promise<WebhookAnswer>>();
  const settled = createShortMemory<true>({ clock, keepMs: REMEMBERED_MS });

  async function answerTo({ token, body }: WebhookPost): Promise<WebhookAnswer> {
    const subject = readWebhookToken(secrets, token);
    if (!subject) return { status: 404, outcome: 'refused', detail: 'There is nothing at this address.' };
    const event = eventOf(body);
    if (!event) return { status: 400, outcome: 'malformed', detail: 'The body tells of no task.' };
    // What has not ended needs no read; an older state may also overtake the end.
    if (event.task.state === 'running') return { status: 200, outcome: 'running' };
    const key = JSON.stringify([subject.account, event.task.id]);
    if (wasSettled(key)) return { status: 200, outcome: 'repeated' };
    const same = underWay.get(key);
    return same ? repeated(same) : begin(key, (signal) => settle(subject, event.task.id, signal));
  }

  function wasSettled(key: string): boolean {
    const known = settled.take(key);
    if (known) settled.keep(key, known);
    return known === true;
  }

  /** Of one task there is one read at a time, however many webhooks tell of it. */
  async function begin(
    key: string,
    work: (signal: AbortSignal) => Promise<WebhookAnswer>,
  ): Promise<WebhookAnswer> {
    const limit = new AbortController();
    const own = work(limit.signal)
      .then((answer) => {
        // Also when it came too late to be told: what Temporal was asked cannot be taken back.
        if (answer.outcome === 'completed' || answer.outcome === 'late') settled.keep(key, true);
        return answer;
      })
      .finally(() => underWay.delete(key));
    const answer = inTime(own, limit);
    underWay.set(key, answer);
    return answer;
  }

  async function inTime(own: Promise<WebhookAnswer>, limit: AbortController): Promise<WebhookAnswer> {
    const ended = new AbortController();
    const tooLate = clock.sleep(timeoutMs, ended.signal).then(() => {
      limit.abort(new Error(`nothing was heard within ${timeoutMs} ms`));
      return unavailable('The task could not be read and its activity completed in time.');
    });
    tooLate.catch(() => undefined);
    try {
      return await Promise.race([own, tooLate]);
    } finally {
      ended.abort(NO_LONGER_NEEDED);
    }
  }

  return {
    receive: async (post) => {
      let answer: WebhookAnswer;
      try {
        answer = await answerTo(post);
      } catch (error) {
        log.error('a webhook was not taken because of a fault of ours', { error: String(error) });
        answer = unavailable('It was not taken because of a fault of ours.');
      }
      metrics?.webhook({ outcome: answer.outcome });
      return answer;
    },
  };
}

/** Of the same task: it is done when the other one is, and counted once. */
async function repeated(other: Promise<WebhookAnswer>): Promise<WebhookAnswer> {
  const answer = await other;
  return answer.status === 200 ? { status: 200, outcome: 'repeated' } : answer;
}

function eventOf(body: string | Uint8Array): WebhookEvent | undefined {
  try {
    return parseWebhook(body);
  } catch (error) {
    if (isIttybitError(error)) return undefined;
    throw error;
  }
}
