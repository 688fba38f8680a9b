const URL_WITH_QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/)(?:[^\s"'<>/@]*@)?([^\s"'<>?#]+)\?[^\s"'<>]*/gi;
const URL_WITH_CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s"'<>/@]*@/gi;

/** Takes the query part (it may be a presigned permission) and credentials out of every URL in a text. */
export function redactText(text: string): string {
  return text.replace(URL_WITH_QUERY, '$1$2?…').replace(URL_WITH_CREDENTIALS, '$1');
}

/** The same for every string inside a JSON value. Keys stay as they are. */
export function redact<T>(value: T): T {
  return redactAny(value) as T;
}

function redactAny(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactAny);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactAny(inner)]));
  }
  return value;
}
