export interface RedriveStore {
  /** Redrives of a pipeline or batch, and redrives of those, that have not ended. */
  openOf(id: string): Promise<readonly string[]>;
}
