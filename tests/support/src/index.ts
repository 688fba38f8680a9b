/** Scope: what suites of `tests/*` share about their test run. Not here: whole stacks (see `@org/tests-harness`). */
export { temporalAddress } from './temporal-address.ts';
export { until } from './until.ts';
