/**
 * Search attributes and their types, as `temporal --search-attribute` and the operator API name them.
 * They are optional: a workflow sets them only when its starter found them registered.
 */
export const SEARCH_ATTRIBUTES = {
  MediaPhase: 'Keyword',
  MediaAccount: 'Keyword',
  /** Share of a batch's items that have ended, 0 to 1. */
  BatchProgress: 'Double',
  /** Items of a batch that have failed. */
  BatchFailed: 'Int',
} as const;
