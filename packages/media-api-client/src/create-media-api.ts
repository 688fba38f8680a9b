import createClient, { type Client } from 'openapi-fetch';
import { problemOf } from './api-problem.js';
import type { paths } from './generated/schema.js';
import { patientFetch, type Fetch } from './patient-fetch.js';

export interface MediaApiOptions {
  /** For example `https://media.example.com`. */
  readonly baseUrl: string;
  /** `mk_…` */
  readonly key: string;
  /** @default the global one */
  readonly fetch?: Fetch;
}

/** Every path of the API, typed: `api.GET('/v1/pipelines/{id}', { params: { path: { id } } })`. */
export type MediaApi = Client<paths> & { readonly connection: Required<MediaApiOptions> };

/**
 * A client whose calls reject with an `ApiProblem` when the answer is no success, so that `data` is always there.
 * Reads, and starts with an `idempotency-key`, are sent again while the API is away or holds us back.
 */
export function createMediaApi({ baseUrl, key, fetch = globalThis.fetch }: MediaApiOptions): MediaApi {
  const send = patientFetch(fetch);
  const client = createClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${key}` },
    fetch: async (request) => {
      const response = await send(request);
      if (!response.ok) throw await problemOf(response);
      return response;
    },
  });
  return { ...client, connection: { baseUrl, key, fetch } };
}
