/** The query part of a URL in running text. A presigned URL keeps its signature there. */
const QUERY_OF_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]+)\?[^\s"'<>]*?(?=[.,:;!)]*(?:[\s"'<>]|$))/gi;
const CREDENTIALS_OF_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi;

/** The text with the query part and the credentials of every URL in it blotted out. */
export function redactUrls(text: string): string {
  return text.replace(CREDENTIALS_OF_URL, '$1[redacted]@').replace(QUERY_OF_URL, '$1?[redacted]');
}
