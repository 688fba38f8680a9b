import type { z } from 'zod';
import { readAccountKeys } from './account-keys.js';
import { certificateProblems } from './certificate-pair.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The key of each Ittybit account by the account's name. */
export interface AccountKeys {
  readonly accountKeys: ReadonlyMap<string, string>;
}

/** What is wrong with the environment: everything at once, and never a value that may be secret. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment cannot be used: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** The settings that a schema names, and the keys of accounts. An empty value counts as not set. @throws {@link EnvError} */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> & AccountKeys {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const result = schema.safeParse(given);
  const { accountKeys, problems: keyProblems } = readAccountKeys(given);
  const problems = [...certificateProblems(given), ...keyProblems];
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
  if (!result.success || problems.length > 0) throw new EnvError([...wrong, ...problems]);
  return { ...(result.data as z.output<Schema> & object), accountKeys };
}
