/** An answer to a GET. A status that is no success is an answer like any other. */
export interface SampleResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Can be read once. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection of a body that is not read. */
  readonly cancel: () => void;
}

/** Makes a GET. Which addresses may be reached, how often it is tried and for how long, is the caller's. */
export type SampleFetch = (
  url: string,
  options: { readonly signal: AbortSignal; readonly headers: Readonly<Record<string, string>> },
) => Promise<SampleResponse>;
