import { ApiError } from '../api-error.js';
import { digest } from '../canonical-json.js';

/** Tells whose key a request carries. */
export type Authenticate = (authorization: string | undefined) => string;

/**
 * Keys are compared by their digests: how long that takes says nothing about a key.
 * @returns a function from the Authorization header to the account; it throws ApiError 401
 */
export function createAuthenticator(apiKeys: readonly string[]): Authenticate {
  const accounts = new Set(apiKeys.map((key) => digest(key)));
  return (authorization) => {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      throw unauthorised('token_missing', 'Send the API key in the header "Authorization: Bearer <key>".');
    }
    const account = digest(token);
    if (!accounts.has(account)) throw unauthorised('token_invalid', 'The API key is not valid here.');
    return account;
  };
}

function unauthorised(kind: string, message: string): ApiError {
  return new ApiError(401, kind, message, { 'www-authenticate': 'Bearer' });
}
