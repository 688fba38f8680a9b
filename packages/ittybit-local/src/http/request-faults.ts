import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultSwitchboard, FaultTarget } from '../fault-switchboard.js';
import { json, type Reply } from './reply.js';

/** Faults that come before a request is looked at; nothing has changed when one of them answers. */
export async function takeRequestFault(
  faults: FaultSwitchboard,
  target: FaultTarget,
  closing: AbortSignal,
): Promise<Reply | 'dropped' | null> {
  const latency = faults.take('latency', target);
  if (latency && !(await pause(latency.ms + (latency.spreadMs ?? 0) * faults.random(), closing)))
    return 'dropped';
  if (faults.take('dropBefore', target)) return 'dropped';
  const throttled = faults.take('tooManyRequests', target);
  if (throttled) {
    const seconds = throttled.retryAfterSeconds ?? 1;
    const error = { kind: 'rate_limited', message: `Too many requests; try again in ${seconds} s.` };
    return json(429, error, { 'retry-after': seconds });
  }
  const broken = faults.take('serverError', target);
  if (!broken) return null;
  return json(broken.status ?? 503, {
    kind: 'internal_error',
    message: 'The service failed; try again later.',
  });
}

/** Faults that spoil a reply; what the request asked for has been done. */
export function takeReplyFault(
  faults: FaultSwitchboard,
  target: FaultTarget,
  reply: Reply,
): { reply: Reply; outcome: string } | null {
  if (faults.take('dropAfter', target)) return { reply, outcome: 'droppedAfter' };
  if (faults.take('malformedJson', target)) {
    const text = (reply.text ?? '{"id":"task_').slice(
      0,
      Math.max(1, Math.floor((reply.text?.length ?? 0) / 2)),
    );
    return { reply: { status: reply.status, text }, outcome: 'malformed' };
  }
  if (!faults.take('html', target)) return null;
  const text = '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>';
  return { reply: { status: 200, headers: { 'content-type': 'text/html' }, text }, outcome: 'html' };
}

/** False when the wait was ended because the server closes. */
async function pause(ms: number, closing: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: closing });
    return true;
  } catch (error) {
    if (!closing.aborted) throw error;
    return false;
  }
}
