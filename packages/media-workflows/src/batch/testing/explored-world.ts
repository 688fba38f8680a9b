import type { BatchRow, BatchSnapshot, ItemKind, PlannedItem } from '@org/media-contracts';
import { applyEvent } from '../apply-event.js';
import type { BatchCommand, BatchEvent, HistoryPressure } from '../batch-event.js';
import { openWindow, snapshotOf, type BatchWindow } from '../batch-window.js';
import { batchTerms, type BatchTerms } from '../batch-terms.js';
import { nextCommands, wakeAt } from '../next-commands.js';
import { itemOperation } from '../window-item.js';
import { outcomeOf, planOf, plannedItems } from './explored-plan.js';

/** What an attempt at an item meets, in order; the last one is met again and again. */
export type Fate = 'succeeds' | 'fails' | 'invalid' | 'blocked' | 'throttled' | 'timesOut' | 'badInput';

export interface Exploration {
  readonly items: readonly { readonly kind: ItemKind; readonly fates: readonly Fate[] }[];
  readonly total: number;
  readonly perKind?: Partial<Record<ItemKind, number>>;
  readonly generations: number;
  /** How long every answer takes. Items that end within moments are let end before a hand-over. */
  readonly answerMs: number;
  readonly maxFailures?: number;
  readonly spendCap?: number;
  /** Each number decides one thing; when they are used up, everything goes its plain way to the end. */
  readonly choices: readonly number[];
}

export interface Explored {
  readonly rows: readonly BatchRow[];
  readonly notStarted: readonly number[];
  readonly runs: number;
  readonly stopped: BatchWindow['stop'];
  /** Remote tasks created, by `index/generation`. */
  readonly created: ReadonlyMap<string, 'running' | 'ended' | 'succeeded'>;
  readonly mostItems: number;
}

type Open = { readonly command: BatchCommand; cancelled: boolean };

const OWN = { workflowId: 'batch', runId: 'first' };
const BACKOFF_MS = 1_000;
const ACCOUNT_PROBE_MS = 60_000;

/**
 * A batch in a world of its own: commands are answered late, in any order, by a service that does as the fates say,
 * while hands-over and people come at any step.
 *
 * @throws Error that names the rule that was broken.
 */
export function explore(exploration: Exploration): Explored {
  return new World(exploration).run();
}

class World {
  readonly #exploration: Exploration;
  readonly #terms: BatchTerms;
  readonly #planned: PlannedItem[];
  readonly #choices: number[];
  /** Generations that were ever asked for, by `index/generation`. */
  readonly #scheduled = new Set<string>();
  /** Generations that this run has seen the end of. */
  readonly #ended = new Set<string>();
  /** When an item that has to wait may be scheduled again. */
  readonly #notBefore = new Map<number, number>();
  readonly #attempts = new Map<number, number>();
  /** Items that the account was blocked for, until a probe says otherwise. */
  readonly #blocked = new Set<number>();
  /** Generations that cost nothing: the service has never made anything of them. */
  readonly #free = new Set<string>();
  readonly #created = new Map<string, 'running' | 'ended' | 'succeeded'>();
  readonly #rows: BatchRow[] = [];
  #shard: BatchRow[] = [];
  #open: Open[] = [];
  #window: BatchWindow;
  #now = 1_000_000;
  #runs = 1;
  #mostItems = 0;
  #blockedUntil = 0;

  constructor(exploration: Exploration) {
    this.#exploration = exploration;
    this.#choices = [...exploration.choices];
    this.#planned = plannedItems(exploration.items);
    const { total, perKind, generations, maxFailures, spendCap } = exploration;
    this.#terms = batchTerms(
      {
        list: { key: 'list' },
        settings: {
          concurrency: { total, ...(perKind && { perKind }) },
          policy: { generations, backoffMs: BACKOFF_MS },
          accountProbeMs: ACCOUNT_PROBE_MS,
          handOverResults: 1,
          ...(maxFailures !== undefined && { maxFailures }),
          ...(spendCap !== undefined && { spend: { prices: { video: { perItem: 1 } }, cap: spendCap } }),
        },
      },
      OWN,
      'queue',
    );
    this.#window = this.#openWindow();
  }

  run(): Explored {
    const limit = 2_000 + this.#exploration.items.length * 60;
    for (let step = 0; step < limit; step++) {
      if (this.#step()) return this.#explored();
    }
    throw new Error(
      `the batch has not ended after ${limit} steps: ${JSON.stringify(snapshotOf(this.#window))}`,
    );
  }

  /** True at the end. */
  #step(): boolean {
    for (const command of nextCommands(this.#window, this.#now, this.#pressure())) {
      if (command.do === 'conclude') return true;
      if (command.do === 'handOver') {
        this.#handOver();
        return false;
      }
      this.#begin(command);
    }
    this.#watchTimer();
    this.#watchBounds();
    this.#somethingHappens();
    return false;
  }

  #pressure(): HistoryPressure {
    const suggested = this.#choose(3) === 1;
    return { suggested, pressing: suggested && this.#choose(4) === 1, byUpdates: false };
  }

  #begin(command: BatchCommand): void {
    if (command.do === 'cancelItem') {
      const open = this.#open.find(
        ({ command: other }) => other.do === 'run' && other.index === command.index,
      );
      if (!open) throw new Error(`item ${command.index} was cancelled without being open`);
      open.cancelled = true;
      return;
    }
    if (command.do === 'run') this.#schedule(command.index);
    if (command.do === 'writeShard') {
      if (this.#open.some(({ command: other }) => other.do === 'writeShard')) {
        throw new Error('two shards are being written at once');
      }
      // Durable as soon as it is asked for, whether the answer arrives or not: the worst case.
      this.#shard = command.indices.map((index) => rowOf(this.#window, index));
    }
    this.#open.push({ command, cancelled: false });
  }

  #schedule(index: number): void {
    if (this.#open.some(({ command }) => command.do === 'run' && command.index === index)) {
      throw new Error(`item ${index} was scheduled while it is open`);
    }
    if (this.#rows.some((row) => row.index === index)) throw new Error(`item ${index} was done again`);
    const inFlight = this.#open.filter(({ command }) => command.do === 'run').length;
    // Only what is re-attached after a hand-over may exceed the lanes.
    if (!this.#scheduled.has(`${index}/1`) && inFlight >= this.#window.concurrency.total) {
      throw new Error(`item ${index} began without a lane`);
    }
    const { generation } = this.#item(index);
    for (let earlier = 1; earlier < generation; earlier++) {
      const state = this.#created.get(`${index}/${earlier}`);
      if (state !== 'ended') {
        throw new Error(`item ${index} went on to generation ${generation} while ${earlier} is ${state}`);
      }
    }
    if (generation > 1 && this.#window.stop && !this.#scheduled.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} was asked for again while the batch stops`);
    }
    if (this.#window.pause && !this.#scheduled.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} asked for something new while the batch is paused`);
    }
    if (this.#ended.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} went on with generation ${generation}, which has ended`);
    }
    if (this.#now < (this.#notBefore.get(index) ?? 0)) throw new Error(`item ${index} did not wait`);
    if (this.#blocked.has(index)) throw new Error(`item ${index} did not wait for the account`);
    this.#scheduled.add(`${index}/${generation}`);
    this.#watchSpend();
  }

  /** Each generation of a video costs 1. */
  #watchSpend(): void {
    const paid = [...this.#scheduled].filter(
      (id) => this.#planned[parseInt(id, 10)]?.kind === 'video' && !this.#free.has(id),
    );
    if (paid.length > (this.#window.spendCap ?? Infinity)) {
      throw new Error(`${paid.length} were asked for, with a cap of ${this.#window.spendCap}`);
    }
  }

  #somethingHappens(): void {
    const person = this.#choose(12);
    const event = person > 0 ? PEOPLE[person - 1] : undefined;
    if (event) {
      this.#happen(event);
      return;
    }
    const at = wakeAt(this.#window, this.#now);
    const waits = this.#open.length === 0 || this.#choose(5) === 1;
    if (waits && at !== undefined) {
      this.#now = Math.max(this.#now + 1, at);
      return;
    }
    const [answered] = this.#open.splice(this.#choose(this.#open.length), 1);
    if (answered) this.#answer(answered);
    else this.#helpOut();
  }

  /** Nothing is open and nothing is due: only a person can go on. */
  #helpOut(): void {
    const { pause, park } = this.#window;
    if (pause) this.#happen({ type: 'resume' });
    else if (park?.kind === 'spend') this.#happen({ type: 'setSpendCap', cap: undefined });
    else throw new Error(`the batch waits for nothing: ${JSON.stringify(snapshotOf(this.#window))}`);
  }

  #answer({ command, cancelled }: Open): void {
    this.#now += this.#exploration.answerMs;
    switch (command.do) {
      case 'plan':
        this.#happen({ type: 'planned', plan: planOf(this.#planned) });
        return;
      case 'cancelPlan':
        this.#happen({ type: 'planCancelled' });
        return;
      case 'read':
        this.#happen({ type: 'read', purpose: command.purpose, items: this.#read(command.ranges) });
        return;
      case 'run':
        this.#happen(this.#endOf(command.index, cancelled));
        return;
      case 'lookUp':
        this.#happen(this.#found(command.index));
        return;
      case 'writeShard':
        this.#rows.push(...this.#shard);
        this.#happen({ type: 'shardWritten', key: `shard-${this.#rows.length}` });
        return;
      case 'probe': {
        const ok = this.#now >= this.#blockedUntil;
        if (ok) this.#blocked.clear();
        this.#happen({ type: 'probed', probe: ok ? { ok } : { ok, reason: 'no' } });
        return;
      }
      default:
        throw new Error(`${command.do} has no answer`);
    }
  }

  /** The service does as the fates say, once per attempt; a task that has ended ends the same way again. */
  #endOf(index: number, cancelled: boolean): BatchEvent {
    const { generation } = this.#item(index);
    const id = `${index}/${generation}`;
    const known = this.#created.get(id);
    if (cancelled && this.#choose(2) === 0) return { type: 'itemCancelled', index };
    if (known === 'ended' || known === 'succeeded')
      return { type: 'ended', index, outcome: outcomeOf(id, known) };
    const attempt = this.#attempts.get(index) ?? 0;
    this.#attempts.set(index, attempt + 1);
    const fates = this.#exploration.items[index]?.fates ?? [];
    return this.#meet(index, id, fates[Math.min(attempt, fates.length - 1)] ?? 'succeeds');
  }

  #meet(index: number, id: string, fate: Fate): BatchEvent {
    const threw = (trouble: Extract<BatchEvent, { type: 'threw' }>['trouble']): BatchEvent => ({
      type: 'threw',
      index,
      trouble,
    });
    switch (fate) {
      case 'blocked':
        this.#blockedUntil = this.#now + ACCOUNT_PROBE_MS * 1.5;
        this.#blocked.add(index);
        return threw({ kind: 'accountBlocked', reason: 'unpaid' });
      case 'throttled':
        this.#notBefore.set(index, this.#now + 5_000);
        return threw({ kind: 'throttled', retryAt: this.#now + 5_000, throttledMs: 10 });
      case 'timesOut':
        this.#created.set(id, 'running');
        return threw({ kind: 'timedOut', message: 'too late' });
      case 'badInput':
        this.#free.add(id);
        return threw({ kind: 'failed', type: 'BadInput', message: 'refused' });
      default: {
        const state = fate === 'succeeds' ? 'succeeded' : 'ended';
        this.#created.set(id, state);
        this.#ended.add(id);
        if (fate === 'fails') this.#notBefore.set(index, this.#now + BACKOFF_MS);
        return { type: 'ended', index, outcome: outcomeOf(id, state, fate === 'invalid') };
      }
    }
  }

  #found(index: number): BatchEvent {
    const id = `${index}/${this.#item(index).generation}`;
    const known = this.#created.get(id);
    if (!known) {
      this.#free.add(id);
      return { type: 'lookedUp', index, found: {} };
    }
    const remote =
      known === 'succeeded'
        ? ({ remoteId: id, state: known, outputUrl: `https://store.test/${id}` } as const)
        : ({ remoteId: id, state: known === 'running' ? known : 'failed' } as const);
    return { type: 'lookedUp', index, found: { remote } };
  }

  #read(ranges: readonly { kind: ItemKind; from: number; count: number }[]): PlannedItem[] {
    return ranges.flatMap(({ kind, from, count }) =>
      this.#planned.filter((item) => item.kind === kind).slice(from, from + count),
    );
  }

  #handOver(): void {
    if (this.#window.stop) throw new Error('a batch that stops was handed over');
    if (this.#open.some(({ command }) => command.do === 'writeShard')) {
      throw new Error('a run was handed over while a shard is being written');
    }
    this.#runs++;
    this.#ended.clear();
    // What finished and is not durable is asked again at once.
    for (const { index, row } of this.#window.items.values()) if (row) this.#notBefore.delete(index);
    this.#open = [];
    // As it travels: through JSON.
    this.#window = this.#openWindow(JSON.parse(JSON.stringify(snapshotOf(this.#window))) as BatchSnapshot);
  }

  #openWindow(carried?: BatchSnapshot): BatchWindow {
    return openWindow({ terms: this.#terms, now: this.#now, carried });
  }

  /** A timer for what is due already would fire at once, again and again, and fill the history with nothing. */
  #watchTimer(): void {
    const at = wakeAt(this.#window, this.#now);
    if (at !== undefined && at <= this.#now) {
      throw new Error(`the batch wakes again and again: ${JSON.stringify(snapshotOf(this.#window))}`);
    }
  }

  #watchBounds(): void {
    this.#mostItems = Math.max(this.#mostItems, this.#window.items.size);
  }

  #happen(event: BatchEvent): void {
    applyEvent(this.#window, event, this.#now);
  }

  #item(index: number): { generation: number } {
    const item = this.#window.items.get(index);
    if (!item) throw new Error(`item ${index} is not in the window`);
    const { operationId, generation } = itemOperation(item, OWN);
    if (operationId !== `batch/first/${index}`) throw new Error(`item ${index} is called ${operationId}`);
    return { generation };
  }

  /** From 0 up to, not including, `options`; 0 when the choices are used up. */
  #choose(options: number): number {
    return options > 0 ? (this.#choices.shift() ?? 0) % options : 0;
  }

  #explored(): Explored {
    const window = this.#window;
    const begun = (item: PlannedItem): boolean => item.ordinal < (window.cursors.get(item.kind) ?? 0);
    return {
      rows: this.#rows,
      notStarted: this.#planned.filter((item) => !begun(item)).map(({ index }) => index),
      runs: this.#runs,
      stopped: window.stop,
      created: this.#created,
      mostItems: this.#mostItems,
    };
  }
}

const PEOPLE: readonly BatchEvent[] = [
  { type: 'pause' },
  { type: 'resume' },
  { type: 'cancel', wait: true, reason: 'enough' },
  { type: 'cancel', wait: false, reason: 'now' },
  { type: 'setConcurrency', concurrency: { total: 1 } },
];

function rowOf(window: BatchWindow, index: number): BatchRow {
  const row = window.items.get(index)?.row;
  if (!row) throw new Error(`item ${index} is in a shard and has no row`);
  return row;
}
