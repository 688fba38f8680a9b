import { StoreError } from './store-error.js';

/** The limit of S3, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;
/** The limit of the usual file systems for one name, in bytes of UTF-8. */
export const MAX_KEY_SEGMENT_BYTES = 255;

/**
 * Throws `invalidKey` unless the key is safe and means the same in every adapter:
 * segments joined by `/`, none of them empty, `.` or `..` (so no leading or trailing slash, no way out of the store),
 * no backslash, no control character, no lone surrogate, within the limits above.
 */
export function assertObjectKey(key: string): void {
  const problem = keyProblem(key);
  if (problem)
    throw new StoreError('invalidKey', `object key ${quoteKey(key)} is not allowed: ${problem}`, { key });
}

/** For messages: control characters made visible, long keys cut. */
export function quoteKey(key: string): string {
  const quoted = JSON.stringify(key);
  return quoted.length > 200 ? `${quoted.slice(0, 200)}…"` : quoted;
}

function keyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (/\p{Surrogate}/u.test(key)) return 'it is not well-formed Unicode';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes of UTF-8`;
  if (key.includes('\\')) return 'use "/" between segments; "\\" is not allowed';
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(key)) return 'it contains a control character';
  for (const segment of key.split('/')) {
    if (segment === '') return 'it has an empty segment (a leading, trailing or double "/")';
    if (segment === '.' || segment === '..') return `"${segment}" is not allowed as a segment`;
    if (Buffer.byteLength(segment) > MAX_KEY_SEGMENT_BYTES) {
      return `a segment is longer than ${MAX_KEY_SEGMENT_BYTES} bytes of UTF-8`;
    }
  }
  return undefined;
}
