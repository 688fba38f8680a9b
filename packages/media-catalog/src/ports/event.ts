export interface EventRow {
  readonly resourceId: string;
  /** From 1 without gaps, per resource. */
  readonly seq: number;
  /** `pipeline.started`, `stage.succeeded`, `batch.progress`, … */
  readonly type: string;
  readonly data: unknown;
  readonly at: number;
}

export interface EventStore {
  after(tenantId: string, resourceId: string, seq: number, limit: number): Promise<readonly EventRow[]>;
  /**
   * Calls back with the id of a resource that has new events, as long as the signal is not aborted. Hints may be lost
   * while the connection is made anew: `onGap` says so, and whoever waits reads again.
   */
  listen(
    listener: { onEvents: (resourceId: string) => void; onGap: () => void },
    signal: AbortSignal,
  ): Promise<void>;
}
