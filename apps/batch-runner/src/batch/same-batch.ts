import type { ExistingBatch } from '@org/media-control';

/** Whether an existing batch is the one that was meant, in words. `sha256` is the digest of the list given now. */
export function sameBatch(
  { workflowId, state, listSha256 }: ExistingBatch,
  sha256: string | undefined,
): { readonly same: boolean; readonly message: string } {
  const exists = `A batch ${workflowId} exists already (${state}); nothing was started.`;
  if (listSha256 === undefined || sha256 === undefined) {
    return {
      same: false,
      message: `${exists} Whether its list is the same cannot be told yet. Choose another --id, or look at it: batch-runner status ${workflowId}`,
    };
  }
  if (listSha256 !== sha256) {
    return {
      same: false,
      message: `${exists} Its list has the SHA-256 ${listSha256}, the one given now has ${sha256}: it was edited, or it is another. Choose another --id.`,
    };
  }
  const advice =
    state === 'running' || state === 'succeeded'
      ? `Look at it: batch-runner status ${workflowId}`
      : `Do again only what has no success: batch-runner redrive ${workflowId}`;
  return { same: true, message: `${exists} Its list is the same. ${advice}` };
}
