import type { FaultSwitchboard, FaultTarget } from './fault-switchboard.js';
import { SIMULATED_FAILURE, SIMULATED_PERMANENT_FAILURE } from './simulation.js';
import type { Fate, Plan, TaskStatus, TerminalStatus } from './task-record.js';

/** How long a task that a fault ends takes in a server that does real work, in milliseconds. */
const FAULTY_TASK_MS = 200;

export interface Destiny {
  fate: Fate;
  /** Null: the work decides. */
  plan: Plan | null;
  status: TaskStatus;
}

/** Applies the faults that befall a new task to what would have become of it. */
export function decideFate(
  faults: FaultSwitchboard,
  target: FaultTarget,
  { plan, status, now }: { plan: Plan | null; status: TaskStatus; now: number },
): Destiny {
  const fate: Fate = {};
  const unknown = faults.take('unknownStatus', target);
  if (unknown) fate.unknownStatus = unknown.status ?? 'reticulating';
  if (faults.take('noOutput', target)) fate.noOutput = true;
  const waiting = faults.take('waitingFirst', target);
  const ended = endByFault(
    faults,
    target,
    plan ?? { startAt: now, endAt: now + FAULTY_TASK_MS, ending: 'succeeded', error: null },
  );
  const decided = ended ?? plan;
  if (!waiting) return { fate, plan: decided, status };
  return { fate, plan: decided && delay(decided, waiting.ms ?? 0), status: 'waiting' };
}

function endByFault(faults: FaultSwitchboard, target: FaultTarget, plan: Plan): Plan | null {
  const end = (ending: TerminalStatus, afterMs: number | undefined): Plan => ({
    ...plan,
    ending,
    error: null,
    endAt: afterMs === undefined ? plan.endAt : plan.startAt + afterMs,
  });
  if (faults.take('stuck', target)) return { ...plan, endAt: null, error: null };
  const cancelled = faults.take('cancelled', target);
  if (cancelled) return end('cancelled', cancelled.afterMs);
  const lost = faults.take('lost', target);
  if (lost) return end('lost', lost.afterMs);
  const failed = faults.take('failed', target);
  if (!failed) return null;
  const error = failed.permanent ? SIMULATED_PERMANENT_FAILURE : SIMULATED_FAILURE;
  return { ...end('failed', failed.afterMs), error };
}

function delay(plan: Plan, ms: number): Plan {
  return { ...plan, startAt: plan.startAt + ms, endAt: plan.endAt === null ? null : plan.endAt + ms };
}
