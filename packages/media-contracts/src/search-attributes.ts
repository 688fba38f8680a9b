/**
 * Search attributes and their types, as `temporal --search-attribute` and the operator API name them.
 * They are optional: a pipeline sets them only when its starter found them registered.
 */
export const SEARCH_ATTRIBUTES = { MediaPhase: 'Keyword', MediaAccount: 'Keyword' } as const;
