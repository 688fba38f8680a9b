const CERTIFICATE = 'TEMPORAL_TLS_CLIENT_CERT_PATH';
const KEY = 'TEMPORAL_TLS_CLIENT_KEY_PATH';

/** A certificate is of no use without its key, nor a key without its certificate: half a pair would be left out in silence. */
export function certificateProblems(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isWhole = (given[CERTIFICATE] === undefined) === (given[KEY] === undefined);
  return isWhole ? [] : [`${KEY} belongs together with ${CERTIFICATE}: set both or neither`];
}
