import type { BatchRow, CarriedItem, ItemKind, Operation, PlannedItem } from '@org/media-contracts';
import { shortened } from './shortened.js';

/** Hundreds of items may back off at a hand-over, and the server limits what one run gives to the next. In characters. */
const MAX_CARRIED_LENGTH = 200;

/** Where an item of the window stands. */
export type ItemState =
  /** Carried over from the run before: its page has to be read before it can go on. */
  | 'unread'
  /** To be scheduled, at once or at `retryNotBefore`. */
  | 'ready'
  /** Its activity is open. */
  | 'running'
  /** Its activity was asked to end. */
  | 'cancelling'
  /** It has ended without an outcome: what it left at the service is to be looked up. */
  | 'leftOver'
  | 'lookingUp'
  /** Its row waits for a shard, or is in the one that is being written. */
  | 'finished';

/** What an item waits for before its activity is scheduled again. */
type ItemWait = NonNullable<CarriedItem['waiting']>;

export type ItemError = NonNullable<BatchRow['error']>;

/** An item that began and has no durable result. Times in ms since the epoch. */
export interface WindowItem {
  readonly index: number;
  readonly kind: ItemKind;
  readonly ordinal: number;
  readonly beganAt: number;
  planned: PlannedItem | undefined;
  state: ItemState;
  generation: number;
  /** When this generation was first scheduled. */
  startedAt: number;
  deadlineAt: number;
  /** Generations scheduled in this batch, this one included. */
  tries: number;
  waiting: ItemWait | undefined;
  waitingSince: number;
  retryNotBefore: number;
  /** Why there is no success so far. */
  error: ItemError | undefined;
  remoteId: string | undefined;
  /** Estimated cost of the generations before this one. */
  spent: number;
  /** Estimated cost of this generation: expected while it runs, settled when it has ended. */
  reserved: number;
  calls: number;
  /** Time that remote tasks took, in ms. */
  busyMs: number;
  row: BatchRow | undefined;
  /** When its activity was last scheduled in this run. */
  scheduledAt: number;
}

/** True while the item has one of the lanes. */
export function hasLane({ state }: WindowItem): boolean {
  return state === 'unread' || state === 'ready' || state === 'running' || state === 'cancelling';
}

/** What the next run needs to go on with an item. What finished and is not durable is simply asked again. */
export function carriedItem(item: WindowItem): CarriedItem {
  const { index, kind, ordinal, generation, startedAt, deadlineAt, beganAt, tries, remoteId, error } = item;
  const waits = item.waiting !== undefined;
  return {
    index,
    kind,
    ordinal,
    generation,
    startedAt,
    deadlineAt,
    ...(beganAt !== startedAt && { beganAt }),
    ...(tries !== 1 && { tries }),
    ...(waits && { waiting: item.waiting, waitingSince: item.waitingSince }),
    ...(waits && item.retryNotBefore > 0 && { retryNotBefore: item.retryNotBefore }),
    ...(waits && error && { error: { ...error, message: shortened(error.message, MAX_CARRIED_LENGTH) } }),
    ...(item.spent > 0 && { spend: item.spent }),
    ...(item.calls > 0 && { calls: item.calls }),
    ...(remoteId !== undefined && { remoteId }),
  };
}

export function itemFromCarried(carried: CarriedItem): WindowItem {
  return {
    index: carried.index,
    kind: carried.kind,
    ordinal: carried.ordinal,
    beganAt: carried.beganAt ?? carried.startedAt,
    planned: undefined,
    state: 'unread',
    generation: carried.generation,
    startedAt: carried.startedAt,
    deadlineAt: carried.deadlineAt,
    tries: carried.tries ?? 1,
    waiting: carried.waiting,
    waitingSince: carried.waitingSince ?? 0,
    retryNotBefore: carried.retryNotBefore ?? 0,
    error: carried.error,
    remoteId: carried.remoteId,
    spent: carried.spend ?? 0,
    reserved: 0,
    calls: carried.calls ?? 0,
    busyMs: 0,
    row: undefined,
    scheduledAt: 0,
  };
}

/** The first generation of an item in this batch; of a redriven one, the one after what ended. */
export function newItem(
  planned: PlannedItem,
  { now, startedAt, deadlineMs }: { now: number; startedAt: number; deadlineMs: number },
): WindowItem {
  const { inherited } = planned;
  const goesOn = inherited !== undefined && !inherited.ended;
  return {
    index: planned.index,
    kind: planned.kind,
    ordinal: planned.ordinal,
    beganAt: now,
    planned,
    state: 'ready',
    generation: (inherited?.operation.generation ?? 0) + (goesOn ? 0 : 1),
    // Another redrive may have asked for this generation before, days ago: an old key is looked up, never trusted.
    startedAt: inherited?.operation.startedAt ?? startedAt,
    deadlineAt: now + deadlineMs,
    tries: 1,
    waiting: undefined,
    waitingSince: 0,
    retryNotBefore: 0,
    error: undefined,
    remoteId: goesOn ? inherited.remoteId : undefined,
    spent: 0,
    reserved: 0,
    calls: 0,
    busyMs: 0,
    row: undefined,
    scheduledAt: 0,
  };
}

/** Names the remote work of an item; the index in the first batch of the line names it in every redrive. */
export function itemOperation(
  item: Pick<WindowItem, 'index' | 'planned' | 'generation' | 'startedAt'>,
  lineage: { workflowId: string; runId: string },
): Operation {
  const origin = item.planned?.origin ?? item.index;
  return {
    operationId: `${lineage.workflowId}/${lineage.runId}/${origin}`,
    generation: item.generation,
    startedAt: item.startedAt,
  };
}
