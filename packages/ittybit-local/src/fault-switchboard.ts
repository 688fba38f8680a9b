import type { Random } from './random.js';
import { FaultsSchema, type FaultName, type FaultRule, type Faults } from './schema/fault-schema.js';

/** Whom a fault may befall. */
export interface FaultTarget {
  route?: string | undefined;
  taskKind?: string | undefined;
  inputUrl?: string | undefined;
}

/** A rule and how often it has applied. */
export interface FaultState {
  rule: FaultRule;
  applied: number;
}

/** The faults of a running server. They are not kept over a restart: pass them again. */
export interface FaultControl {
  /** The rules with how often each has applied. */
  get(): FaultState[];
  /** Replaces all rules. @throws ZodError for a rule that does not exist. */
  set(faults: Faults): void;
  /** Adds one rule behind the others. */
  add(rule: FaultRule): void;
  reset(): void;
}

export interface FaultSwitchboard extends FaultControl {
  /** Chance that belongs to a fault, such as a spread. */
  readonly random: Random;
  /** The rule that applies now, counted as applied; null if none. */
  take<Name extends FaultName>(name: Name, target: FaultTarget): Extract<FaultRule, { fault: Name }> | null;
}

export function createFaultSwitchboard(initial: Faults, random: Random): FaultSwitchboard {
  let states: FaultState[] = [];
  const set = (faults: Faults): void => {
    states = FaultsSchema.parse(faults).rules.map((rule) => ({ rule, applied: 0 }));
  };
  set(initial);
  return {
    random,
    get: () => structuredClone(states),
    set,
    add: (rule) => {
      states = [
        ...states,
        ...FaultsSchema.parse({ rules: [rule] }).rules.map((parsed) => ({ rule: parsed, applied: 0 })),
      ];
    },
    reset: () => {
      states = [];
    },
    take: <Name extends FaultName>(name: Name, target: FaultTarget) => {
      const state = states.find(({ rule, applied }) => {
        if (rule.fault !== name || !matches(rule, target)) return false;
        if (rule.count !== undefined && applied >= rule.count) return false;
        return rule.probability === undefined || random() < rule.probability;
      });
      if (!state) return null;
      state.applied++;
      return state.rule as Extract<FaultRule, { fault: Name }>;
    },
  };
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  if (rule.route !== undefined && rule.route !== target.route) return false;
  if (rule.taskKind !== undefined && rule.taskKind !== target.taskKind) return false;
  return rule.inputIncludes === undefined || (target.inputUrl?.includes(rule.inputIncludes) ?? false);
}
