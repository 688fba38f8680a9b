/** Scope: pipelines and batches as they are read, for tests of whoever shows them. */
export { batchReadingOf, batchResultOf, batchStatusOf, SHA256 } from './testing/batch-samples.js';
export { NOON, operationOf, readingOf, stageOf, statusOf } from './testing/samples.js';
