import { asArray, asRecord, asText } from './lenient.js';

/**
 * Where the result of a task is, in any shape the service is known to send:
 * `output` as a string, `output.url`, `outputs[0]` (`.url`), `output_url`. Null while there is none.
 * The URL comes from outside: check scheme and host before fetching it.
 */
export function outputUrl(raw: unknown): string | null {
  const task = asRecord(raw);
  if (task === null) return null;
  return urlOf(task.output) ?? urlOf(asArray(task.outputs)[0]) ?? asText(task.output_url);
}

/** A URL given plainly or as the `url` of an object. */
export function urlOf(value: unknown): string | null {
  return asText(value) ?? asText(asRecord(value)?.url);
}
