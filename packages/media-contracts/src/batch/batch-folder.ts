/** Of a workflow id so many characters name its folder; the run id tells apart what is cut. */
const MAX_NAME_LENGTH = 80;

/**
 * Where a batch keeps everything it writes. Scoped by the first run of the execution, so that no other one,
 * not even a later batch of the same id, can overwrite it.
 */
export function batchFolder({ workflowId, runId }: { workflowId: string; runId: string }): string {
  const name = workflowId.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_NAME_LENGTH);
  return `batches/${name}/${runId}`;
}

/** Where the manifest of a batch is. */
export function manifestKey(folder: string): string {
  return `${folder}/manifest.json`;
}
