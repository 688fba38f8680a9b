import type { BatchRow, BatchSnapshot, ItemKind, PlannedItem } from '@org/media-contracts';
import { applyEvent } from '../apply-event.js';
import type { BatchCommand, BatchEvent, HistoryPressure } from '../batch-event.js';
import { openWindow, snapshotOf, type BatchWindow } from '../batch-window.js';
import { batchTerms, type BatchTerms } from '../batch-terms.js';
import { nextCommands, wakeAt } from '../next-commands.js';
import { itemOperation } from '../window-item.js';
import { PEOPLE } from './explored-people.js';
import { planOf, plannedItems } from './explored-plan.js';
import { ACCOUNT_PROBE_MS, BACKOFF_MS, ExploredService, type Fate } from './explored-service.js';

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
  readonly #service: ExploredService;
  readonly #rows: BatchRow[] = [];
  #shard: BatchRow[] = [];
  #open: Open[] = [];
  #window: BatchWindow;
  #now = 1_000_000;
  #runs = 1;
  #mostItems = 0;

  constructor(exploration: Exploration) {
    this.#exploration = exploration;
    this.#choices = [...exploration.choices];
    this.#planned = plannedItems(exploration.items);
    this.#service = new ExploredService((index) => exploration.items[index]?.fates ?? []);
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
    this.#mostItems = Math.max(this.#mostItems, this.#window.items.size);
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
    if (generation > 1 && this.#window.stop && !this.#scheduled.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} was asked for again while the batch stops`);
    }
    if (this.#window.pause && !this.#scheduled.has(`${index}/${generation}`)) {
      throw new Error(`item ${index} asked for something new while the batch is paused`);
    }
    this.#service.ask({ index, generation }, this.#now);
    this.#scheduled.add(`${index}/${generation}`);
    this.#watchSpend();
  }

  /** Each generation of a video costs 1. */
  #watchSpend(): void {
    const paid = [...this.#scheduled].filter(
      (id) => this.#planned[parseInt(id, 10)]?.kind === 'video' && !this.#service.free.has(id),
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
        this.#happen(this.#service.found(this.#item(command.index)));
        return;
      case 'writeShard':
        this.#rows.push(...this.#shard);
        this.#happen({ type: 'shardWritten', key: `shard-${this.#rows.length}` });
        return;
      case 'probe':
        this.#happen(this.#service.probe(this.#now));
        return;
      default:
        throw new Error(`${command.do} has no answer`);
    }
  }

  #endOf(index: number, cancelled: boolean): BatchEvent {
    if (cancelled && this.#choose(2) === 0) return { type: 'itemCancelled', index };
    return this.#service.endOf(this.#item(index), this.#now);
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
    this.#service.forget([...this.#window.items.values()].flatMap(({ index, row }) => (row ? [index] : [])));
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

  #happen(event: BatchEvent): void {
    applyEvent(this.#window, event, this.#now);
  }

  #item(index: number): { index: number; generation: number } {
    const item = this.#window.items.get(index);
    if (!item) throw new Error(`item ${index} is not in the window`);
    const { operationId, generation } = itemOperation(item, OWN);
    if (operationId !== `batch/first/${index}`) throw new Error(`item ${index} is called ${operationId}`);
    return { index, generation };
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
      created: this.#service.created,
      mostItems: this.#mostItems,
    };
  }
}

function rowOf(window: BatchWindow, index: number): BatchRow {
  const row = window.items.get(index)?.row;
  if (!row) throw new Error(`item ${index} is in a shard and has no row`);
  return row;
}
