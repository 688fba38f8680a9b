const SIGNERS = [
  { date: 'X-Amz-Date', expires: 'X-Amz-Expires' },
  { date: 'X-Goog-Date', expires: 'X-Goog-Expires' },
] as const;

/** When a presigned URL stops to work, in ms since the epoch; undefined for a URL that is not presigned. */
export function presignedUntil(url: string): number | undefined {
  if (!url.includes('?')) return undefined;
  const query = new Map(
    [...new URL(url).searchParams].map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  for (const { date, expires } of SIGNERS) {
    const signedAt = compactTime(query.get(date.toLowerCase()) ?? '');
    const seconds = query.get(expires.toLowerCase()) ?? '';
    if (signedAt !== undefined && /^\d+$/.test(seconds)) return signedAt + Number(seconds) * 1_000;
  }
  return undefined;
}

/** `20260101T120000Z` */
function compactTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}
