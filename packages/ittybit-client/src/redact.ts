export type Redact = (text: string) => string;

/** The query and the credentials of a URL are where presigned URLs keep their signature. */
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]+@/gi;
const URL_QUERY = /([a-z][a-z0-9+.-]{0,20}:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;

/** Longer texts are cut, in characters: a hostile reply must not keep the expressions above busy for minutes. */
const MAX_LENGTH = 8_192;

/** Blots out one more secret, as it is and as JSON writes it. */
export function alsoRedacting(redact: Redact, secret: string): Redact {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return (text) => redact(text.replaceAll(secret, '[redacted]').replaceAll(escaped, '[redacted]'));
}

/** Makes the function every text of an error goes through: a proxy may echo our headers, and a service our URLs. */
export function createRedact(apiKey: string): Redact {
  const forms = [...new Set([apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)])];
  return (text) => {
    const withoutKey = forms.reduce((current, form) => current.replaceAll(form, '[api key]'), text);
    const cut = withoutKey.length > MAX_LENGTH ? `${withoutKey.slice(0, MAX_LENGTH)}… (cut)` : withoutKey;
    return cut.replace(URL_CREDENTIALS, '$1[redacted]@').replace(URL_QUERY, '$1?[redacted]');
  };
}
