/** `14:03:09Z`: short, and the same wherever it is read. */
export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`;
}

/** `2026-11-21 14:03:09Z`. */
export function dateTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** `42 s`, `3 min 5 s`, `2 h 10 min`. Never negative. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1_000));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes} min${rest(total % 60, 's')}`;
  return `${Math.floor(minutes / 60)} h${rest(minutes % 60, 'min')}`;
}

/** `2026-11-21 14:03:09Z (3 min)`: when something began, and how long ago that is. */
export function sinceTime(at: number, now: number): string {
  return `${dateTime(at)} (${duration(now - at)})`;
}

function rest(count: number, unit: string): string {
  return count === 0 ? '' : ` ${count} ${unit}`;
}
