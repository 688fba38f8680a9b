import type { BatchEvent } from '../batch-event.js';
import { outcomeOf } from './explored-plan.js';

/** What an attempt at an item meets, in order; the last one is met again and again. */
export type Fate = 'succeeds' | 'fails' | 'invalid' | 'blocked' | 'throttled' | 'timesOut' | 'badInput';

export const BACKOFF_MS = 1_000;
export const ACCOUNT_PROBE_MS = 60_000;

type Item = { readonly index: number; readonly generation: number };

/** A service that does as the fates say, and remembers what it was asked. Ids are `index/generation`. */
export class ExploredService {
  readonly #fatesOf: (index: number) => readonly Fate[];
  readonly #attempts = new Map<number, number>();
  /** Items that the account was blocked for, until a probe says otherwise. */
  readonly #blocked = new Set<number>();
  #blockedUntil = 0;
  /** When an item that has to wait may be scheduled again. */
  readonly #notBefore = new Map<number, number>();
  /** Generations that this run has seen the end of. */
  readonly #ended = new Set<string>();
  /** Generations that cost nothing: the service has never made anything of them. */
  readonly free = new Set<string>();
  readonly created = new Map<string, 'running' | 'ended' | 'succeeded'>();

  constructor(fatesOf: (index: number) => readonly Fate[]) {
    this.#fatesOf = fatesOf;
  }

  /** @throws Error when the item must not be asked for now. */
  ask({ index, generation }: Item, now: number): void {
    for (let earlier = 1; earlier < generation; earlier++) {
      const state = this.created.get(`${index}/${earlier}`);
      if (state !== 'ended') {
        throw new Error(`item ${index} went on to generation ${generation} while ${earlier} is ${state}`);
      }
    }
    if (this.#ended.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} went on with generation ${generation}, which has ended`);
    }
    if (now < (this.#notBefore.get(index) ?? 0)) throw new Error(`item ${index} did not wait`);
    if (this.#blocked.has(index)) throw new Error(`item ${index} did not wait for the account`);
  }

  /** How an attempt ends, once for each; a task that has ended ends the same way again. */
  endOf({ index, generation }: Item, now: number): BatchEvent {
    const id = `${index}/${generation}`;
    const known = this.created.get(id);
    if (known === 'ended' || known === 'succeeded') {
      return { type: 'ended', index, outcome: outcomeOf(id, known) };
    }
    const attempt = this.#attempts.get(index) ?? 0;
    this.#attempts.set(index, attempt + 1);
    const fates = this.#fatesOf(index);
    return this.#meet({ index, generation }, fates[Math.min(attempt, fates.length - 1)] ?? 'succeeds', now);
  }

  #meet({ index, generation }: Item, fate: Fate, now: number): BatchEvent {
    const id = `${index}/${generation}`;
    const threw = (trouble: Extract<BatchEvent, { type: 'threw' }>['trouble']): BatchEvent => ({
      type: 'threw',
      index,
      trouble,
    });
    switch (fate) {
      case 'blocked':
        this.#blockedUntil = now + ACCOUNT_PROBE_MS * 1.5;
        this.#blocked.add(index);
        return threw({ kind: 'accountBlocked', reason: 'unpaid' });
      case 'throttled':
        this.#notBefore.set(index, now + 5_000);
        return threw({ kind: 'throttled', retryAt: now + 5_000, throttledMs: 10 });
      case 'timesOut':
        this.created.set(id, 'running');
        return threw({ kind: 'timedOut', message: 'too late' });
      case 'badInput':
        this.free.add(id);
        return threw({ kind: 'failed', type: 'BadInput', message: 'refused' });
      default: {
        const state = fate === 'succeeds' ? 'succeeded' : 'ended';
        this.created.set(id, state);
        this.#ended.add(id);
        if (fate === 'fails') this.#notBefore.set(index, now + BACKOFF_MS);
        return { type: 'ended', index, outcome: outcomeOf(id, state, fate === 'invalid') };
      }
    }
  }

  found({ index, generation }: Item): BatchEvent {
    const id = `${index}/${generation}`;
    const known = this.created.get(id);
    if (!known) {
      this.free.add(id);
      return { type: 'lookedUp', index, found: {} };
    }
    const remote =
      known === 'succeeded'
        ? ({ remoteId: id, state: known, outputUrl: `https://store.test/${id}` } as const)
        : ({ remoteId: id, state: known === 'running' ? known : 'failed' } as const);
    return { type: 'lookedUp', index, found: { remote } };
  }

  probe(now: number): BatchEvent {
    const ok = now >= this.#blockedUntil;
    if (ok) this.#blocked.clear();
    return { type: 'probed', probe: ok ? { ok } : { ok, reason: 'no' } };
  }

  /** A new run asks again, and at once, for what had finished without being durable. */
  forget(finished: Iterable<number>): void {
    this.#ended.clear();
    for (const index of finished) this.#notBefore.delete(index);
  }
}
