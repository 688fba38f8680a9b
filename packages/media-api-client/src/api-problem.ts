/** What is wrong with one field, by JSON pointer. */
export interface ProblemField {
  readonly path: string;
  readonly message: string;
}

/** The fields of a problem, as far as the answer has them. */
export interface ProblemDescription {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly ProblemField[];
}

const BRAND = Symbol.for('@org/media-api-client/ApiProblem');

/** An answer of the API that is no success (RFC 9457). The message is its `detail`: what happened, and what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** `urn:media-api:problem:<kind>`. */
  readonly type: string;
  /** For the log of the API. */
  readonly requestId: string | undefined;
  readonly errors: readonly ProblemField[];
  readonly [BRAND] = true;

  constructor(
    status: number,
    { type = 'about:blank', title, detail, requestId, errors = [] }: ProblemDescription,
  ) {
    super(detail ?? title ?? `the API answered ${status}`);
    this.status = status;
    this.type = type;
    this.requestId = requestId;
    this.errors = errors;
  }
}

/** Works across copies of this package. */
export function isApiProblem(error: unknown): error is ApiProblem {
  return error instanceof Error && BRAND in error;
}

/** Reads a problem from an answer to a request of one's own. It may be of somebody in between, and then is no JSON. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return new ApiProblem(response.status, body);
  } catch {
    // Told by its status.
  }
  return new ApiProblem(response.status, {
    detail: `the API answered ${response.status} ${response.statusText}`,
  });
}
