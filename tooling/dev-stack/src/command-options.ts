/** Apart from the commands, so that misuse is told at once: those are imported only when the clone is prepared. */
export const DEMO_OPTIONS = {
  input: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const BATCH_DEMO_OPTIONS = {
  json: { type: 'boolean', default: false },
} as const;

export const UP_OPTIONS = {
  store: { type: 'string' },
} as const;
