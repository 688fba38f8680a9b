/** Does the work of tasks, a few at a time, in the order in which they came. */
export interface TaskRunner {
  enqueue(id: string): void;
  /** Ends the work of a task that was cancelled. */
  abandon(id: string): void;
  /** Ends all work; what has not ended is begun again at the next start. */
  close(): Promise<void>;
}
