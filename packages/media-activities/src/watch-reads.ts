import { isIttybitError, type Clock, type IttybitError } from '@org/ittybit-client';
import { findTask, SearchGivenUp } from './find-task.js';
import { listBack } from './list-back.js';
import type { Log } from './ports.js';
import type { Patience, QuotaGate } from './quota-gate.js';
import type { RemoteCalls } from './remote-account.js';
import type { WatchUpdate } from './remote-watcher.js';
import { throughGate } from './through-gate.js';
import type { WatchList } from './watch-list.js';
import type { WatchPlan, WatchState } from './watch-plan.js';
import type { WatchSettings } from './watch-settings.js';

type Read = Exclude<WatchPlan, { do: 'sleep' }>;
type ListRead = Extract<WatchPlan, { do: 'list' }>;

/** After so much trouble in a row, intervals grow no longer. */
const MAX_SLOWDOWN = 4;
/** Intervals vary by so much either way, so that many workers do not read in step. */
const JITTER = 0.05;
/** What is left, after a round of reads one by one, of how many tasks lists showed. */
const DENSITY_DECAY = 0.95;
/** A way of listing that the service refused is left alone for so long. */
const REFUSED_MS = 10 * 60_000;

/** Nothing but the remote tasks themselves is waited for. */
const AT_WORK: WatchUpdate = { waitingFor: 'remote', until: undefined, because: undefined };

/** Carries out the plans of a watcher and remembers what they cost. */
export interface WatchReads {
  /** Throws only what is nobody's fault but ours; what the service says is taken to whoever waits. */
  readonly carryOut: (plan: Read, signal: AbortSignal) => Promise<void>;
  readonly state: () => WatchState;
  /** What everybody is told at the moment. */
  readonly standing: () => WatchUpdate;
}

export function createWatchReads(options: {
  readonly calls: RemoteCalls;
  readonly gate: QuotaGate;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly settings: WatchSettings;
  readonly list: WatchList;
}): WatchReads {
  const { calls, gate, clock, random, log, settings, list } = options;
  let slowdown = 1;
  let standing = AT_WORK;
  let state: WatchState = {
    lastRoundAt: -Infinity,
    lastFullRoundAt: -Infinity,
    tasksPerMs: 0,
    stretch: 1,
    noListsUntil: -Infinity,
    noCursorUntil: -Infinity,
  };

  function tellAll(update: WatchUpdate): void {
    standing = update;
    list.tellAll(update);
  }

  function patience(signal: AbortSignal): Patience {
    return {
      signal,
      // Waiting here costs nothing; whoever waits decides for itself whether it is worth a slot.
      maxWaitMs: Infinity,
      onHeld: (until) => {
        tellAll({ waitingFor: 'quota', until, because: undefined });
      },
      onPassed: () => {
        tellAll(AT_WORK);
      },
    };
  }

  async function carryOut(plan: Read, signal: AbortSignal): Promise<void> {
    const startedAt = clock.now();
    try {
      await perform(plan, signal);
      slowdown = Math.max(1, slowdown / 2);
      if (standing.waitingFor === 'retry') tellAll(AT_WORK);
    } catch (error) {
      // Everybody left during a wait, so that nothing will tell when it is over: whoever comes must not inherit it.
      if (signal.aborted) tellAll(AT_WORK);
      signal.throwIfAborted();
      if (!isIttybitError(error)) throw error;
      takeTrouble(error);
    } finally {
      if (plan.do !== 'search') {
        const stretch = slowdown * (1 + (random() - 0.5) * 2 * JITTER);
        state = { ...state, stretch, lastRoundAt: startedAt };
        if (plan.full) state = { ...state, lastFullRoundAt: startedAt };
        // Without lists nobody sees that others have gone: what is known of them fades.
        if (plan.do === 'get') state = { ...state, tasksPerMs: state.tasksPerMs * DENSITY_DECAY };
      }
    }
  }

  function takeTrouble(error: IttybitError): void {
    if (error.decision === 'accountBlocked') {
      list.failAll(error);
      return;
    }
    slowdown = Math.min(slowdown * 2, MAX_SLOWDOWN);
    log.warn('reading remote tasks failed; it is tried again', { error: error.message });
    const until = clock.now() + settings.maxIntervalMs * slowdown;
    tellAll({ waitingFor: 'retry', until, because: error.message });
  }

  async function perform(plan: Read, signal: AbortSignal): Promise<void> {
    if (plan.do === 'search') await search(plan.remoteId, signal);
    else if (plan.do === 'get') await getAll(plan.ids, signal);
    else await readList(plan, signal);
  }

  async function getAll(ids: readonly string[], signal: AbortSignal): Promise<void> {
    for (let start = 0; start < ids.length; start += settings.maxGets) {
      const some = ids.slice(start, start + settings.maxGets);
      const ends = await Promise.allSettled(some.map((id) => getOne(id, signal, 'get')));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    }
  }

  async function getOne(id: string, signal: AbortSignal, by: 'get' | 'search'): Promise<void> {
    try {
      let askedAt = clock.now();
      const task = await throughGate(gate, patience(signal), () => {
        list.charge([id]);
        askedAt = clock.now();
        return calls.get(id, signal);
      });
      list.apply([task], askedAt);
    } catch (error) {
      if (!isIttybitError(error)) throw error;
      if (error.decision === 'notFound') list.missed(id, by);
      else if (error.decision === 'badInput' || error.decision === 'conflict') list.fail(id, error);
      else throw error;
    }
  }

  /** Asks the list of its input first, then the id: only when both miss it is it missing. */
  async function search(remoteId: string, signal: AbortSignal): Promise<void> {
    const watch = list.tasks().find((task) => task.remoteId === remoteId);
    if (!watch) return;
    list.postponeSearch(remoteId);
    const askedAt = clock.now();
    const { input, startedAt } = watch.request;
    const matches = ({ id }: { id: string }): boolean => id === remoteId;
    const charged: RemoteCalls = {
      ...calls,
      list: (filter, listSignal) => {
        list.charge([remoteId]);
        return calls.list(filter, listSignal);
      },
    };
    try {
      const found = await findTask({ calls: charged, gate }, { input, startedAt, matches }, patience(signal));
      if (found) list.apply([found], askedAt);
      else await getOne(remoteId, signal, 'search');
    } catch (error) {
      // Nobody else's wait has to do with how long the list of this input is.
      if (error instanceof SearchGivenUp) list.fail(remoteId, error);
      // A service without lists has only its answer by id.
      else if (isIttybitError(error) && isRefusal(error)) await getOne(remoteId, signal, 'search');
      else throw error;
    }
  }

  async function readList(plan: ListRead, signal: AbortSignal): Promise<void> {
    const unseen = new Map(plan.targets.map((task) => [task.remoteId, task]));
    const filter = { limit: settings.pageSize, ...(plan.after !== undefined && { after: plan.after }) };
    let listed = 0;
    let askedAt = clock.now();
    try {
      for await (const tasks of listBack({
        list: (page) =>
          throughGate(gate, patience(signal), () => {
            list.charge([...unseen.keys()]);
            askedAt = clock.now();
            return calls.list(page, signal);
          }),
        filter,
        backTo: plan.backTo,
        maxPages: settings.maxPages,
      })) {
        listed += tasks.filter(({ createdAt }) => (createdAt ?? Infinity) >= plan.backTo).length;
        list.apply(tasks, askedAt);
        for (const { id } of tasks) unseen.delete(id);
        if (unseen.size === 0) break;
      }
    } catch (error) {
      if (!isIttybitError(error) || !isRefusal(error)) throw error;
      refuse(plan, error);
      return;
    }
    if (plan.after === undefined) learnDensity(plan.targets, listed);
    await getAll([...plan.gets, ...stragglers([...unseen.values()])], signal);
  }

  /** How many tasks the account sees decides what reading by list costs. */
  function learnDensity(targets: ListRead['targets'], listed: number): void {
    const oldestAgeMs = clock.now() - Math.min(...targets.map(({ bornAt }) => bornAt));
    state = { ...state, tasksPerMs: listed / Math.max(oldestAgeMs, settings.minIntervalMs) };
  }

  /** Lists lag: what a list should have shown and did not is read by id, the longest unread first. */
  function stragglers(unseen: ListRead['targets'][number][]): string[] {
    const expected = clock.now() - settings.listLagMs;
    return unseen
      .filter(({ bornAt, readAt }) => readAt === undefined || bornAt <= expected)
      .toSorted((a, b) => (a.readAt ?? -Infinity) - (b.readAt ?? -Infinity))
      .slice(0, settings.maxGets)
      .map(({ remoteId }) => remoteId);
  }

  function refuse(plan: ListRead, error: IttybitError): void {
    const until = clock.now() + REFUSED_MS;
    const way = plan.after === undefined ? 'lists' : 'lists from a cursor';
    log.warn(`the service refuses ${way}; tasks are read without them for a while`, {
      error: error.message,
      until,
    });
    state = { ...state, ...(plan.after === undefined ? { noListsUntil: until } : { noCursorUntil: until }) };
  }

  return { carryOut, state: () => state, standing: () => standing };
}

function isRefusal({ decision }: IttybitError): boolean {
  return decision === 'badInput' || decision === 'notFound' || decision === 'conflict';
}
