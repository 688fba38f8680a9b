/**
 * Scope: a typed client of the media API, generated from its OpenAPI document.
 * Not here: anything of Temporal, and whatever the API does not offer.
 * Every name below is public API; `paths` and `components` follow the document.
 */
export {
  ApiProblem,
  isApiProblem,
  problemOf,
  type ProblemDescription,
  type ProblemField,
} from './api-problem.js';
export { createMediaApi, type MediaApi, type MediaApiOptions } from './create-media-api.js';
export { followEvents, type FollowRequest, type MediaEvent } from './follow-events.js';
export type { Fetch } from './patient-fetch.js';
export type { components, operations, paths } from './generated/schema.js';
