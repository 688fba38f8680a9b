import type { IncomingMessage } from 'node:http';
import { ApiError, requestInvalid } from '../api-error.js';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The JSON body of a request.
 * @throws ApiError 413 beyond 1 MiB, 400 `request_invalid` when it is not JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    // What follows is read and thrown away: a client in the middle of sending would not see the reply.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (bytes > 16 * MAX_BODY_BYTES) break;
  }
  if (bytes > MAX_BODY_BYTES) {
    throw new ApiError(413, 'request_too_large', `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw requestInvalid('the body is not valid JSON');
  }
}
