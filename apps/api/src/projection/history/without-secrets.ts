import { redactUrls } from '@org/media-activities';

/** A URL and nothing else. */
const URL_ALONE = /^[a-z][a-z0-9+.-]*:\/\/\S*$/i;

/** A copy of a decoded payload in which no URL has a query part or credentials: presigned URLs keep their signature there. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutSecrets(field)]));
}

/** In a running text a mark stays where a query was; of a URL alone nothing does, so that it can be compared and shown. */
export function cleanText(text: string): string {
  // Most texts are ids and names.
  if (!text.includes('://')) return text;
  const [bare = ''] = URL_ALONE.test(text) ? text.split('?', 1) : [text];
  return redactUrls(bare);
}
