/** `[######--------------]`: full only at the very end. */
export function progressBar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}

/** `99.9 %` until it is really all. */
export function percent(share: number): string {
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

/** A rate per minute in the unit in which it is easy to read. */
export function rateText(perMinute: number): string {
  if (perMinute >= 120) return `${trim(perMinute / 60)}/s`;
  return perMinute >= 1 ? `${trim(perMinute)}/min` : `${trim(perMinute * 60)}/h`;
}

/** At most two decimals, and none that say nothing. */
export function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}
