import type { BatchEvent } from '../batch-event.js';

/** What people do at any moment. */
export const PEOPLE: readonly BatchEvent[] = [
  { type: 'pause' },
  { type: 'resume' },
  { type: 'cancel', wait: true, reason: 'enough' },
  { type: 'cancel', wait: false, reason: 'now' },
  { type: 'setConcurrency', concurrency: { total: 1 } },
];
