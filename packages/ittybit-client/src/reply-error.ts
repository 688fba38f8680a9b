import { ADVICE, decide } from './decide.js';
import type { HttpRequest, Reply } from './exchange.js';
import { IttybitError, type IttybitDecision } from './ittybit-error.js';
import { asRecord, asText, type Raw } from './lenient.js';
import { parseRetryAfter } from './retry-after.js';
import type { Settings } from './settings.js';

/** Longest text of the service that goes into a message, in characters: an error page may be a megabyte. */
const MAX_MESSAGE_LENGTH = 500;
/** Shorter for a body that was not meant as a message: it may hold what our callers' users would not want in a log. */
const MAX_BODY_LENGTH = 120;

/** The error behind a reply whose status is not a success. */
export function statusError(settings: Settings, request: HttpRequest, reply: Reply): IttybitError {
  const problem = readProblem(reply.text);
  const decision = decide(reply.status, request.operation);
  const quote = (text: string): string => excerpt(settings.redact(text), MAX_MESSAGE_LENGTH);
  const kind = problem.kind === null ? '' : ` (${quote(problem.kind)})`;
  const said = problem.message === null ? '' : ` It said: ${quote(problem.message)}`;
  const advice = reply.status === 404 ? ADVICE.notFound : ADVICE[decision];
  return replyError(settings, request, {
    reply,
    decision,
    kind: problem.kind ?? undefined,
    requestId: problem.requestId ?? undefined,
    message: `was answered with ${reply.status}${kind}.${said} ${advice}`,
  });
}

/** The error behind a success that cannot be understood. */
export function unreadableError(
  settings: Settings,
  request: HttpRequest,
  { reply, expected }: { reply: Reply; expected: string },
): IttybitError {
  const type = reply.headers.get('content-type') ?? 'no content type';
  const body = excerpt(settings.redact(reply.text), MAX_BODY_LENGTH) || 'nothing';
  const what = reply.cut
    ? `more than the ${settings.maxResponseBytes} bytes allowed by maxResponseBytes`
    : `something that is not ${expected} (${type}): ${body}`;
  return replyError(settings, request, {
    reply,
    decision: 'transient',
    message: `was answered with ${reply.status} and ${what}`,
  });
}

function replyError(
  settings: Settings,
  request: HttpRequest,
  facts: {
    reply: Reply;
    decision: IttybitDecision;
    message: string;
    kind?: string | undefined;
    requestId?: string | undefined;
  },
): IttybitError {
  const { reply, decision, kind } = facts;
  const { headers } = reply;
  const requestId = headers.get('x-request-id') ?? headers.get('request-id') ?? facts.requestId;
  return new IttybitError(settings.redact(`${request.method} /${request.path} ${facts.message}`), {
    decision,
    operation: request.operation,
    status: reply.status,
    kind: kind === undefined ? undefined : excerpt(settings.redact(kind), MAX_BODY_LENGTH),
    retryAfterMs: parseRetryAfter(headers, settings.clock.now()),
    requestId: requestId === undefined ? undefined : excerpt(settings.redact(requestId), MAX_BODY_LENGTH),
  });
}

/** `{kind, message}`, or the older `{error: {…}, meta: {request_id}}`; anything else is kept as text. */
function readProblem(text: string): {
  kind: string | null;
  message: string | null;
  requestId: string | null;
} {
  const raw = parseRecord(text);
  const inner = asRecord(raw?.error) ?? raw;
  return {
    kind: asText(inner?.kind),
    message: asText(inner?.message) ?? asText(raw?.error) ?? asText(text.trim()),
    requestId: asText(asRecord(raw?.meta)?.request_id),
  };
}

function parseRecord(text: string): Raw | null {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    // Not JSON: the text itself is then the message.
    return null;
  }
}

/** Cut only after redaction: half a key at the cut would no longer be recognised. */
function excerpt(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}… (cut)` : line;
}
