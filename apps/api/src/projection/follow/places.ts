/** So many at once; whoever comes later waits, and those in a hurry are let in before the others. */
export interface Places {
  readonly use: <T>(visit: Visit, work: () => Promise<T>) => Promise<T>;
  /** Whoever waits under this name is in a hurry from now on. */
  readonly hurry: (name: string) => void;
}

export interface Visit {
  /** No two wait under one name. */
  readonly name: string;
  readonly inHurry: boolean;
  readonly signal: AbortSignal;
}

export function createPlaces(count: number): Places {
  let free = count;
  const hurried = new Map<string, () => void>();
  const patient = new Map<string, () => void>();

  function take({ name, inHurry, signal }: Visit): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        hurried.delete(name);
        patient.delete(name);
        reject(signal.reason as Error);
      };
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      (inHurry ? hurried : patient).set(name, admit);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  function leave(): void {
    const queue = hurried.size > 0 ? hurried : patient;
    const [next] = queue;
    if (!next) {
      free++;
      return;
    }
    const [name, admit] = next;
    queue.delete(name);
    admit();
  }

  return {
    use: async (visit, work) => {
      await take(visit);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    hurry: (name) => {
      const admit = patient.get(name);
      if (!admit) return;
      patient.delete(name);
      hurried.set(name, admit);
    },
  };
}
