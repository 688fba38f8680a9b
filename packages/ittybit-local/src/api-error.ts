/** A refusal, answered as `{kind, message}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly kind: string;
  readonly headers: Record<string, string>;

  constructor(status: number, kind: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.headers = headers;
  }
}

/** 400: the body or the query is not what the API takes. */
export function requestInvalid(message: string): ApiError {
  return new ApiError(400, 'request_invalid', message);
}

/** 400: the input cannot be used. */
export function invalidInput(message: string): ApiError {
  return new ApiError(400, 'invalid_input', message);
}
