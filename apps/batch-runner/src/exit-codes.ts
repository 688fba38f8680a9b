/** What a script can rely on. Documented in the README and in `--help`; numbers are never reused. */
export const EXIT = {
  ok: 0,
  /** The pipeline ended without success, or a check of `doctor` failed, or the command itself did. */
  failed: 1,
  /** Wrong usage or refused input. Nothing was started. */
  usage: 2,
  /** Not finished: running or parked. Asking again later is right. */
  running: 3,
  /** No such pipeline. */
  notFound: 4,
  /** Temporal, a worker that answers, or the remote service could not be reached. */
  unreachable: 5,
  /** A pipeline, or a redrive, of that name exists already. Nothing was started. */
  exists: 6,
  /** The pipeline is in a state in which the command makes no sense. Nothing was done. */
  wrongState: 7,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes:
  0  ok; for run --follow, follow, status and cancel --wait: the pipeline ended as asked
  1  the pipeline ended without success, a doctor check failed, or the command failed
  2  wrong usage or refused input; nothing was started
  3  not finished: running or parked
  4  no such pipeline
  5  Temporal, a worker that answers, or the remote service could not be reached
  6  a pipeline (or redrive) of that name exists already; nothing was started
  7  not possible in the pipeline's present state; nothing was done`;
