/** Workflows are started by name, so that whoever starts one never imports its code. */
export const WORKFLOWS = {
  mediaPipeline: 'mediaPipeline',
  batchFanOut: 'batchFanOut',
  deliverCallback: 'deliverCallback',
} as const;
