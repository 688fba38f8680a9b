/** What a script can rely on. Documented in the README and in `--help`; numbers are never reused. */
export const EXIT = {
  ok: 0,
  /** The pipeline or batch ended without success, or a check of `doctor` or `verify` failed, or the command itself did. */
  failed: 1,
  /** Wrong usage or refused input. Nothing was started. */
  usage: 2,
  /** Not finished: running, paused or parked. Asking again later is right. */
  running: 3,
  /** No such pipeline or batch. */
  notFound: 4,
  /** Temporal, a worker that answers, or the remote service could not be reached. */
  unreachable: 5,
  /** A pipeline, a batch or a redrive of that name exists already. Nothing was started. */
  exists: 6,
  /** The pipeline or batch is in a state in which the command makes no sense. Nothing was done. */
  wrongState: 7,
  /** The batch went through its whole list, and some of its lines have no success. */
  partial: 8,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes:
  0  ok; for run --follow, follow, status and cancel that waits: it ended as asked
  1  it ended without success, a check of doctor or verify failed, or the command failed
  2  wrong usage or refused input; nothing was started
  3  not finished: running, paused or parked
  4  no such pipeline or batch
  5  Temporal, a worker that answers, or the remote service could not be reached
  6  a pipeline, batch or redrive of that name exists already; nothing was started
  7  not possible in its present state; nothing was done
  8  the batch went through its list, and some lines have no success`;
