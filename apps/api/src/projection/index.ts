/** Scope: writing into the catalog what happens in Temporal, and starting the callbacks that are due. */
export { createProjector, type Projector } from './projector.js';
export { createTemporalHistory } from './history/temporal-history.js';
export { createAskBatch } from './ask-batch.js';
export { createProjectionMetrics } from './projection-metrics.js';
export type { StartCallback } from './start-callbacks.js';
