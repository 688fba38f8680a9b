/** At or above this a number is milliseconds (1973 on); below it, seconds (until the year 5138). */
const MILLISECONDS_FROM = 1e11;
const NUMERIC = /^\d+(\.\d+)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;

/** Milliseconds since the epoch from ms, seconds or ISO 8601 (UTC when it names no zone); null for anything else. */
export function parseTime(value: unknown): number | null {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (NUMERIC.test(text)) return fromNumber(Number(text));
  if (!ISO.test(text)) return null;
  const at = Date.parse(text.length === 10 || ZONE.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? null : at;
}

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null;
  return Math.round(value >= MILLISECONDS_FROM ? value : value * 1_000);
}
