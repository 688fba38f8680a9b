import type {
  BatchList,
  BatchRow,
  FoundRemote,
  ItemKind,
  PipelineItemOutcome,
  PlanBatchInput,
  PlannedItem,
} from '@org/media-contracts';
import { ActivityFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import { checkedOutcome } from '../remote-outcome.js';
import { toldRemoteId, troubleOf } from '../stage-failure.js';
import { pipelineIdOf, type BatchWork, type ItemWork } from './batch-activities.js';
import type { BatchCommand, BatchEvent } from './batch-event.js';
import type { BatchTerms } from './batch-terms.js';
import type { BatchWindow } from './batch-window.js';
import { checkedPipeline } from './checked-pipeline.js';
import { itemOperation, type WindowItem } from './window-item.js';

type Command = Exclude<BatchCommand, { do: 'handOver' } | { do: 'conclude' }>;

interface RunnerOptions {
  readonly terms: BatchTerms;
  readonly list: BatchList | undefined;
  readonly window: BatchWindow;
  readonly work: BatchWork;
  readonly happen: (event: BatchEvent) => void;
  readonly onFault: (error: unknown) => void;
}

/** Carries out what the window wants done; what comes of it is an event. */
export function createCommandRunner(options: RunnerOptions): {
  readonly carryOut: (command: Command) => void;
} {
  const { window, work, happen, onFault } = options;
  const { terms } = options;
  const scopes = new Map<number, CancellationScope>();
  let planning: CancellationScope | undefined;

  function begin(act: () => Promise<BatchEvent>): void {
    act().then(happen).catch(onFault);
  }

  async function plan(): Promise<BatchEvent> {
    const { list } = options;
    // Made here, where no cancellation of the workflow reaches it.
    const scope = (planning = new CancellationScope({ cancellable: true }));
    const input: PlanBatchInput = {
      prefix: terms.prefix,
      ...(list && { list }),
      ...(terms.redrive && { redrive: terms.redrive }),
    };
    try {
      return { type: 'planned', plan: await scope.run(() => work.plan(input)) };
    } catch (error) {
      if (scope.consideredCancelled && isCancellation(error)) return { type: 'planCancelled' };
      throw error;
    }
  }

  async function read({ purpose, ranges }: Extract<Command, { do: 'read' }>): Promise<BatchEvent> {
    const { folder = '', pageSize = 0 } = window.plan ?? {};
    const items: PlannedItem[] = [];
    // A page may hold more than fits into one answer.
    let rest = ranges;
    while (rest.length > 0) {
      const answer = await work.readItems({ folder, pageSize, ranges: rest });
      items.push(...answer.items);
      rest = restOf(rest, answer.items.length);
    }
    return { type: 'read', purpose, items };
  }

  async function run(index: number): Promise<BatchEvent> {
    const { kind } = itemOf(index);
    const given = workOf(itemOf(index));
    const scope = new CancellationScope({ cancellable: true });
    scopes.set(index, scope);
    try {
      return await scope.run(() => process(index, kind, given));
    } catch (error) {
      const remoteId = toldRemoteId(error);
      if (isCancellation(error) && scope.consideredCancelled)
        return { type: 'itemCancelled', index, remoteId };
      return { type: 'threw', index, trouble: troubleOf(error, Date.now()), remoteId };
    } finally {
      scopes.delete(index);
    }
  }

  async function process(index: number, kind: ItemKind, given: ItemWork): Promise<BatchEvent> {
    if (kind === 'pipeline') {
      return { type: 'pipelineEnded', index, outcome: checkedPipeline(await work.processPipeline(given)) };
    }
    return { type: 'ended', index, outcome: checkedOutcome(await work.processFile(given)) };
  }

  async function lookUp(index: number): Promise<BatchEvent> {
    const item = itemOf(index);
    if (item.kind === 'pipeline') return lookUpPipeline(item);
    const { operation, planned } = workOf(item);
    return { type: 'lookedUp', index, found: await orProblem(() => work.findRemote(operation, planned.url)) };
  }

  /** A pipeline that ended without an outcome is left to itself; one that is cancelled is stopped. */
  async function lookUpPipeline(item: WindowItem): Promise<BatchEvent> {
    const { index } = item;
    const left: FoundRemote = { remote: { remoteId: pipelineIdOf(terms, workOf(item)), state: 'running' } };
    if (item.error) return { type: 'lookedUp', index, found: left };
    const stopped = await orProblem(() => work.stopPipeline(workOf(item)), checkedStop);
    if ('problem' in stopped) return { type: 'lookedUp', index, found: stopped };
    if (stopped.outcome === 'notFound') return { type: 'lookedUp', index, found: {} };
    return { type: 'pipelineEnded', index, outcome: stopped };
  }

  async function writeShard(indices: readonly number[]): Promise<BatchEvent> {
    const rows = indices.flatMap((index): BatchRow[] => {
      const row = window.items.get(index)?.row;
      return row ? [row] : [];
    });
    const { number, key } = window.shard;
    const { runId } = workflowInfo();
    const written = await work.writeShard({ number: number + 1, runId, predecessor: key, rows });
    return { type: 'shardWritten', key: written.key };
  }

  async function probe(): Promise<BatchEvent> {
    const answer = await orProblem(() => work.probeAccount());
    if (!('problem' in answer)) return { type: 'probed', probe: answer };
    return {
      type: 'probed',
      probe: { ok: false, reason: `the account could not be probed: ${answer.problem}` },
    };
  }

  function workOf(item: WindowItem): ItemWork {
    const { planned, deadlineAt, remoteId } = item;
    if (!planned) throw new Error(`item ${item.index} was to be carried out before it was read`);
    return { planned, operation: itemOperation(item, terms.lineage), deadlineAt, remoteId };
  }

  function itemOf(index: number): WindowItem {
    const item = window.items.get(index);
    if (!item) throw new Error(`item ${index} is not in the window`);
    return item;
  }

  return {
    carryOut: (command) => {
      switch (command.do) {
        case 'plan':
          begin(plan);
          return;
        case 'cancelPlan':
          planning?.cancel();
          return;
        case 'read':
          begin(() => read(command));
          return;
        case 'run':
          begin(() => run(command.index));
          return;
        case 'cancelItem':
          scopes.get(command.index)?.cancel();
          return;
        case 'lookUp':
          begin(() => lookUp(command.index));
          return;
        case 'writeShard':
          begin(() => writeShard(command.indices));
          return;
        case 'probe':
          begin(probe);
      }
    },
  };
}

/** What was asked for and is not among the first `count` items. */
function restOf(ranges: Extract<Command, { do: 'read' }>['ranges'], count: number): typeof ranges {
  let read = count;
  return ranges.flatMap((range) => {
    const taken = Math.min(read, range.count);
    read -= taken;
    return taken === range.count ? [] : [{ ...range, from: range.from + taken, count: range.count - taken }];
  });
}

/** One that never started has no end that could be wrong. */
function checkedStop(answer: unknown): PipelineItemOutcome {
  const stopped = checkedObject(answer) as PipelineItemOutcome;
  return stopped.outcome === 'notFound' ? stopped : checkedPipeline(answer);
}

/** What was asked, or why it is not known. An answer that is none is no reason to fail the workflow task for ever. */
async function orProblem<T extends object>(
  ask: () => Promise<T>,
  checked: (answer: unknown) => T = (answer) => checkedObject(answer) as T,
): Promise<T | { problem: string }> {
  try {
    return checked(await ask());
  } catch (error) {
    const reason = error instanceof ActivityFailure ? (error.cause ?? error) : error;
    return { problem: reason instanceof Error ? reason.message : String(reason) };
  }
}

function checkedObject(answer: unknown): object {
  if (typeof answer === 'object' && answer !== null) return answer;
  throw new Error(`the activity's answer is ${String(answer)}`);
}
