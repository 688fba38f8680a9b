import type { RemoteTask } from './remote-task.js';

/**
 * The `after` of the next page, or null when this is the last one.
 *
 * From `Link rel="next"` (only its cursor: the address itself is never requested), else `Has-More` and the last id,
 * else a full page. A cursor that does not advance ends the list, or a faulty server would be paged for ever.
 */
export function nextCursor(options: {
  headers: Headers;
  tasks: readonly RemoteTask[];
  limit: number;
  after: string | undefined;
}): string | null {
  const { headers, tasks, limit, after } = options;
  const last = tasks.at(-1)?.id ?? null;
  const link = nextLink(headers.get('link'));
  const next = link === null ? (hasMore(headers, tasks.length, limit) ? last : null) : (link.after ?? last);
  return next === after ? null : next;
}

function hasMore(headers: Headers, count: number, limit: number): boolean {
  const said = headers.get('has-more')?.trim().toLowerCase();
  if (said === 'true' || said === 'false') return said === 'true';
  // The server may allow fewer per page than we asked for; it then says so.
  const allowed = Number(headers.get('limit'));
  return count >= (allowed > 0 ? Math.min(allowed, limit) : limit);
}

function nextLink(header: string | null): { after: string | null } | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>((?:\s*;[^,<]*)?)/g)) {
    if (!/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\s*(;|$))/i.test(parameters)) continue;
    const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
    return { after: new URLSearchParams(query).get('after') };
  }
  return null;
}
