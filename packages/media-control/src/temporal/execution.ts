/** One run of a workflow. */
export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}
