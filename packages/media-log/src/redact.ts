/** The query of a URL keeps the signature of a presigned one. A quote or a backslash ends it, so JSON stays JSON. */
const QUERY_OF_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>\\]+)\?[^\s"'<>\\]+/gi;
const CREDENTIALS_OF_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>\\]+@/gi;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;
const SECRET_FIELD =
  /("(?:authorization|cookie|x-api-key|api[-_]?key|password|secret|token)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

export type Redact = (text: string) => string;

/** A function that blots out secrets in a line of JSON: what looks like one, and the given values wherever they are. */
export function createRedact(secrets: Iterable<string> = []): Redact {
  // As they would appear inside a JSON string. The longest first: one key may begin with another.
  const values = [...secrets].map((secret) => JSON.stringify(secret).slice(1, -1));
  const known = values.filter(Boolean).sort((left, right) => right.length - left.length);
  return (text) => {
    const blotted = known.reduce((line, secret) => line.replaceAll(secret, '[redacted]'), text);
    return blotted
      .replace(CREDENTIALS_OF_URL, '$1[redacted]@')
      .replace(QUERY_OF_URL, '$1?[redacted]')
      .replace(SECRET_FIELD, '$1"[redacted]"')
      .replace(BEARER, '$1 [redacted]');
  };
}
