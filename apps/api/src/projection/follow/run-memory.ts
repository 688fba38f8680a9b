/** So many runs that were read to their end are remembered. One that is forgotten costs a look into the catalog. */
const MAX_ENDED = 20_000;

/** Which runs were taken up, so that none is twice. */
export interface RunMemory {
  readonly add: (runId: string) => void;
  readonly end: (runId: string) => void;
  readonly has: (runId: string) => boolean;
}

export function createRunMemory(maxEnded = MAX_ENDED): RunMemory {
  const open = new Set<string>();
  // In the order in which they ended.
  const ended = new Set<string>();
  return {
    add: (runId) => void open.add(runId),
    end: (runId) => {
      open.delete(runId);
      ended.add(runId);
      const [oldest] = ended;
      if (ended.size > maxEnded && oldest !== undefined) ended.delete(oldest);
    },
    has: (runId) => open.has(runId) || ended.has(runId),
  };
}
