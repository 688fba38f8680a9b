/** How closely remote tasks are watched. All durations are milliseconds. */
export interface WatchSettings {
  /** Shortest and longest time between two rounds of reads, start to start. */
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** The longest time while nothing is known of how long tasks of a kind take. */
  readonly blindIntervalMs: number;
  /** The shortest interval grows by so much per further task that is due: many tasks share one round. */
  readonly intervalPerTaskMs: number;
  /** While few tasks are watched, a task is read again after this share of its age. */
  readonly ageShare: number;
  /**
   * Ends that can be foretold are read after they happened, several at a time, as long as that finds them within this
   * time on average, or within this share of the time that they take.
   */
  readonly batchedDelayMs: number;
  readonly batchedShare: number;
  /**
   * Tasks of a kind can be foretold when nine in ten of them end within the last so-much of the longest time, or within
   * `minIntervalMs`.
   */
  readonly tightShare: number;
  /** Where it is roughly known when tasks are about to end, rounds come faster, up to so many reads per expected end. */
  readonly readsPerEnd: number;
  /** A task younger than this share of the time that nine in ten of its kind took is not due. */
  readonly dueShare: number;
  /** A task that a list shows only on a further page is read after this share of its age. */
  readonly lateShare: number;
  /** So often everything is read, tasks that are not due included: an early failure is seen within 1.5 times this. */
  readonly fullRoundMs: number;
  /**
   * While a webhook is expected to tell of the end, a task is read only when nobody has read it for so long, or for this
   * share of its age: a lost webhook costs no more than that. Many are read sooner, as far as this many reads per
   * expected end allow: a wait that a webhook has ended holds its slot until a read or a heartbeat tells it.
   */
  readonly netIntervalMs: number;
  readonly netAgeShare: number;
  readonly netReadsPerEnd: number;
  /** Tasks per page of a list. */
  readonly pageSize: number;
  /** Pages read in one round; what lies beyond is read one by one, a few per round. */
  readonly maxPages: number;
  /** Tasks read one by one in a round. */
  readonly maxGets: number;
  /** A list is not expected to show a task sooner than this after its creation. */
  readonly listLagMs: number;
  /** How often a task that GET did not find is looked for. */
  readonly missingCheckMs: number;
  /** A task that both GET and list have missed for so long is lost. */
  readonly lostAfterMs: number;
}

/**
 * 2.6 s between lists costs 0.92 reads for each of 25 tasks of 60 s and finds an end after 1.3 s on average;
 * 3 s would find it after 1.5 s.
 */
export const DEFAULT_WATCH_SETTINGS: WatchSettings = {
  minIntervalMs: 250,
  maxIntervalMs: 2_600,
  blindIntervalMs: 5_200,
  intervalPerTaskMs: 300,
  ageShare: 0.15,
  batchedDelayMs: 1_250,
  batchedShare: 0.02,
  tightShare: 0.1,
  readsPerEnd: 0.6,
  dueShare: 0.7,
  lateShare: 0.07,
  fullRoundMs: 8_000,
  netIntervalMs: 30_000,
  netAgeShare: 0.5,
  netReadsPerEnd: 0.06,
  pageSize: 100,
  maxPages: 20,
  maxGets: 5,
  listLagMs: 2_000,
  missingCheckMs: 15_000,
  lostAfterMs: 5 * 60_000,
};
