/**
 * How the ids of the pipelines begin that are items of a batch: what is asked for them is told to the batch's address.
 *
 * @param batchId Workflow id of the first batch of a line of redrives.
 */
export function itemPipelinePrefix(batchId: string): string {
  return `${batchId}-item-`;
}
