export type ResourceKind = 'pipeline' | 'batch';
