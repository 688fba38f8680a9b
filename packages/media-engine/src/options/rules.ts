import { EngineError, type EngineErrorCode } from '../engine-error.js';

/** Says whether one option's value is acceptable, and what would be. */
export interface Rule {
  accepts(value: unknown): boolean;
  /** In words, for the message: "a number from 1 to 60". */
  allowed: string;
  /** A wrong choice is `unsupported`, a wrong measure `optionOutOfRange`. */
  code: EngineErrorCode;
}

export type Rules<Options> = Readonly<Record<keyof Options, Rule>>;

export function oneOf(values: readonly string[]): Rule {
  return {
    accepts: (value) => typeof value === 'string' && values.includes(value),
    allowed: `one of ${values.join(', ')}`,
    code: 'unsupported',
  };
}

export function numberFrom(min: number, max: number): Rule {
  return {
    accepts: (value) => typeof value === 'number' && value >= min && value <= max,
    allowed: `a number from ${min} to ${max}`,
    code: 'optionOutOfRange',
  };
}

export function integerFrom(min: number, max: number): Rule {
  return {
    accepts: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    allowed: `an integer from ${min} to ${max}`,
    code: 'optionOutOfRange',
  };
}

export function matching(pattern: RegExp, allowed: string): Rule {
  return {
    accepts: (value) => typeof value === 'string' && pattern.test(value),
    allowed,
    code: 'optionOutOfRange',
  };
}

export function either(first: Rule, second: Rule): Rule {
  return {
    accepts: (value) => first.accepts(value) || second.accepts(value),
    allowed: `${first.allowed}, or ${second.allowed}`,
    code: first.code,
  };
}

/** Checks an options object against the rules of its kind: every key known, every value allowed. Drops undefined. */
export function checkOptions<Options>(kind: string, value: unknown, rules: Rules<Options>): Options {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal('unsupported', 'options', {
      why: `The options of ${kind} are not an object`,
      allowed: 'an object',
    });
  }
  const given = Object.entries(value).filter(([, setting]) => setting !== undefined);
  const ruleOf = new Map<string, Rule>(Object.entries(rules));
  for (const [option, setting] of given) {
    const rule = ruleOf.get(option);
    if (rule === undefined) {
      const allowed = [...ruleOf.keys()].join(', ');
      throw refusal('unsupported', option, { why: `${kind} has no option ${option}`, allowed });
    }
    if (rule.accepts(setting)) continue;
    const shown = (JSON.stringify(setting) as string | undefined) ?? typeof setting;
    throw refusal(rule.code, option, {
      why: `${option} of ${kind} is ${shown.slice(0, 100)}`,
      allowed: rule.allowed,
    });
  }
  return Object.fromEntries(given) as Options;
}

/** An error that names the option and what it may be. */
export function refusal(
  code: EngineErrorCode,
  option: string,
  { why, allowed }: { why: string; allowed: string },
): EngineError {
  return new EngineError(code, `${why}; allowed: ${allowed}.`, { option, allowed });
}
