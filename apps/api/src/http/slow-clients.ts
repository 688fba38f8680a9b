import type { IncomingMessage, Server } from 'node:http';

export interface Patience {
  /** Until all headers are there. */
  readonly headersMs: number;
  /** Until all of a body is there that is no upload. */
  readonly bodyMs: number;
  /** Without a byte of an upload, which may take as long as it takes; looked at as often, so it is twice that at most. */
  readonly stallMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, bodyMs: 60_000, stallMs: 60_000 };

/** Node looks for overdue headers only so often. */
export const LOOK_EVERY_MS = 1_000;

const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Cuts off whoever keeps a connection open with a request that does not end. Node's own limit counts for every request,
 * and would end the upload of a large file over a slow line.
 */
export function cutOffSlowClients(
  server: Server,
  { uploads, patience = PATIENCE }: { readonly uploads: string; readonly patience?: Patience },
): void {
  server.headersTimeout = patience.headersMs;
  server.requestTimeout = 0;
  server.on('request', (request: IncomingMessage) => {
    const isUpload = request.url?.split('?', 1)[0] === uploads;
    if (isUpload) cutOffWhenStalled(patience.stallMs, request);
    else cutOffAfter(patience.bodyMs, request);
  });
}

function cutOffAfter(ms: number, request: IncomingMessage): void {
  const timer = setTimeout(() => {
    cutOff(request);
  }, ms);
  request.once('close', () => {
    clearTimeout(timer);
  });
}

/** Not by a timeout of the socket: with that, Node ends those too that wait for our answer. */
function cutOffWhenStalled(ms: number, request: IncomingMessage): void {
  let seen = request.socket.bytesRead;
  const timer = setInterval(() => {
    const { bytesRead } = request.socket;
    // Where something waits to be read, it is we who are slow.
    if (bytesRead === seen && request.readableLength === 0) cutOff(request);
    seen = bytesRead;
  }, ms);
  request.once('close', () => {
    clearInterval(timer);
  });
}

/** A request that is complete is ours to answer, however long that takes. */
function cutOff(request: IncomingMessage): void {
  if (request.complete) return;
  request.socket.end(TOO_SLOW);
  request.destroy();
}
