/** What one check of `doctor` found. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly found: string;
  /** What it means, when it is not ok. */
  readonly meaning?: string;
  /** What to do, when it is not ok. */
  readonly advice?: string;
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found };
}

type Trouble = Pick<Check, 'name' | 'found'> & { readonly meaning: string; readonly advice: string };

export function warn(trouble: Trouble): Check {
  return { ...trouble, status: 'warn' };
}

export function fail(trouble: Trouble): Check {
  return { ...trouble, status: 'fail' };
}
