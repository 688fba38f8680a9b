import type { ServerResponse } from 'node:http';

/** What a handler answers. */
export interface Reply {
  status: number;
  headers?: Record<string, string | number>;
  /** The body as text; `application/json` unless the headers say otherwise. */
  text?: string;
  /** Writes head and body itself: for files. */
  send?: (response: ServerResponse) => Promise<void>;
}

export function json(status: number, body: unknown, headers: Record<string, string | number> = {}): Reply {
  return { status, headers, text: JSON.stringify(body) };
}

export async function sendReply(response: ServerResponse, reply: Reply, head: boolean): Promise<void> {
  if (reply.send) {
    await reply.send(response);
    return;
  }
  const text = reply.text ?? '';
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...reply.headers,
  });
  response.end(head ? undefined : text);
}
