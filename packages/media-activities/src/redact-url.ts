import { WEBHOOK_PATH } from './webhooks/webhook-token.js';

/** The query part of a URL in running text. A presigned URL keeps its signature there. */
const QUERY_OF_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]+)\?[^\s"'<>]*?(?=[.,:;!)]*(?:[\s"'<>]|$))/gi;
const CREDENTIALS_OF_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi;

/** The address that webhooks are sent to ends with a token. */
const TOKEN_OF_WEBHOOK = new RegExp(`(/${WEBHOOK_PATH})[^\\s"'<>?#]+`, 'g');

/** The text with the query part, the credentials and the webhook token of every URL in it blotted out. */
export function redactUrls(text: string): string {
  return text
    .replace(CREDENTIALS_OF_URL, '$1[redacted]@')
    .replace(QUERY_OF_URL, '$1?[redacted]')
    .replace(TOKEN_OF_WEBHOOK, '$1[redacted]');
}
