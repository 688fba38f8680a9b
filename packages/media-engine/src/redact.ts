/** Cuts the query out of every URL in a text: presigned URLs carry their secret there. */
export function redactUrls(text: string): string {
  return text
    .replaceAll(/(https?:\/\/)[^\s/@'"]+@/gi, '$1')
    .replaceAll(/(https?:\/\/[^\s?'"]+)\?[^\s'"]*/gi, '$1?[redacted]');
}
