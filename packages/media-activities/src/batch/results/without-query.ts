/**
 * A field that is a URL and nothing else loses all after its first `?`. Looking for URLs in it, as in a running text,
 * would take a quotation mark in the query for its end.
 */
export function withoutQuery(url: string): string {
  const withoutCredentials = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1[redacted]@');
  const at = withoutCredentials.indexOf('?');
  return at < 0 ? withoutCredentials : `${withoutCredentials.slice(0, at)}?[redacted]`;
}
