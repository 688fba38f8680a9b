import type { CallbackStore } from '@org/media-catalog';

/** Of one round. */
const MAX_AT_ONCE = 100;

interface CallbackDelivery {
  readonly id: string;
  readonly tenantId: string;
  /** How often a person has asked for it again. */
  readonly replays: number;
}

/** Starts the workflow that delivers a callback under the id given, unless that was ever used. */
export type StartCallback = (callback: CallbackDelivery, workflowId: string) => Promise<void>;

/** Takes up what is due to be told. Started twice it is one workflow, so nothing is lost or doubled between the two stores. */
export async function startDueCallbacks(
  callbacks: Pick<CallbackStore, 'pending' | 'markDelivering'>,
  start: StartCallback,
  signal: AbortSignal,
): Promise<void> {
  for (const callback of await callbacks.pending(MAX_AT_ONCE)) {
    signal.throwIfAborted();
    await start(callback, workflowIdOf(callback));
    await callbacks.markDelivering(callback.id);
  }
}

/** Whether the workflow of this id is there and has not ended. */
export type IsDelivering = (workflowId: string) => Promise<boolean>;

/** A delivery that is late by so much is looked at. In ms. */
const LATE_MS = 60_000;

/** What a terminated workflow was delivering is dead, so that it can be replayed: it will never say so itself. */
export async function abandonCallbacks(
  callbacks: Pick<CallbackStore, 'overdue' | 'abandon'>,
  isDelivering: IsDelivering,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<void> {
  for (const callback of await callbacks.overdue(now - LATE_MS, MAX_AT_ONCE)) {
    signal.throwIfAborted();
    if (!(await isDelivering(workflowIdOf(callback)))) await callbacks.abandon(callback.id, callback.replays);
  }
}

function workflowIdOf({ id, replays }: Pick<CallbackDelivery, 'id' | 'replays'>): string {
  return `callback-${id}-${replays}`;
}
