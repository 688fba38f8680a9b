/** Kinds of trouble that a client can tell apart, and the status each is answered with. */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request cannot be read' },
  invalid: { status: 422, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'The request is not authorised' },
  notFound: { status: 404, title: 'There is no such thing' },
  methodNotAllowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The request does not fit what is there' },
  idempotencyConflict: { status: 409, title: 'The idempotency key was used for another request' },
  tooLarge: { status: 413, title: 'The body is too large' },
  unsupportedMediaType: { status: 415, title: 'The body is of another type' },
  limited: { status: 429, title: 'A limit is reached' },
  internal: { status: 500, title: 'An error of ours' },
  unavailable: { status: 503, title: 'Something that is needed does not answer' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** What is wrong with one field. `path` is a JSON pointer into the body, or `query/<name>`, `header/<name>`. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by whatever cannot go on, answered in one place (RFC 9457). `detail` says what to do, and holds no secret. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.kind = kind;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

export function notFound(what: string, id: string): Problem {
  return new Problem('notFound', `There is no ${what} ${JSON.stringify(id)} here.`);
}

/** @param seconds After which it may be asked again. */
export function unavailable(detail: string, seconds: number, cause?: unknown): Problem {
  return new Problem('unavailable', detail, { headers: { 'Retry-After': String(seconds) }, cause });
}

export function limited(detail: string, seconds: number): Problem {
  return new Problem('limited', detail, {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) },
  });
}
