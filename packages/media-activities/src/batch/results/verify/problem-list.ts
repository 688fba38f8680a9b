/** A file that is damaged throughout has a problem per line: the first ones tell what it is. */
const TOLD_PER_SUBJECT = 10;

/** What was found wrong, in words. */
export interface ProblemList {
  readonly add: (subject: string, problem: string) => void;
  /** Everything, subject by subject; what is left out is counted. */
  readonly told: () => string[];
}

export function createProblemList(): ProblemList {
  const found = new Map<string, { told: string[]; count: number }>();
  return {
    add: (subject, problem) => {
      const problems = found.get(subject) ?? { told: [], count: 0 };
      found.set(subject, problems);
      problems.count += 1;
      if (problems.told.length < TOLD_PER_SUBJECT) problems.told.push(`${subject}: ${problem}`);
    },
    told: () =>
      [...found].flatMap(([subject, { told, count }]) =>
        count > told.length ? [...told, `${subject}: and ${count - told.length} more`] : told,
      ),
  };
}
