import { createReadStream } from 'node:fs';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { contentTypeOf } from '../content-type.js';
import { parseByteRange, type ByteRange } from './byte-range.js';
import type { Reply } from './reply.js';

/** Something that can be served by parts. */
export interface ServedFile {
  name: string;
  sizeBytes: number;
  /** Strong: another content has another tag. */
  etag: string;
  modifiedAtMs: number;
  open: (range: ByteRange) => Readable;
}

export function servedFromDisk(path: string, sizeBytes: number, modifiedAtMs: number): ServedFile {
  return {
    name: path,
    sizeBytes,
    modifiedAtMs,
    etag: `"${sizeBytes.toString(36)}-${Math.floor(modifiedAtMs * 1000).toString(36)}"`,
    open: (range) => createReadStream(path, range),
  };
}

export function servedFromMemory(name: string, body: Buffer, etag: string): ServedFile {
  return {
    name,
    sizeBytes: body.byteLength,
    modifiedAtMs: 0,
    etag,
    open: ({ start, end }) => Readable.from([body.subarray(start, end + 1)]),
  };
}

/** Answers GET and HEAD: 200, 206, 304 or 416. */
export function fileReply(file: ServedFile, method: string, headers: IncomingHttpHeaders): Reply {
  const common = {
    'content-type': contentTypeOf(file.name),
    'accept-ranges': 'bytes',
    etag: file.etag,
    'last-modified': new Date(file.modifiedAtMs).toUTCString(),
    'cache-control': 'private, max-age=0, must-revalidate',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
  };
  if (headers['if-none-match']?.split(',').some((tag) => tag.trim() === file.etag)) {
    return {
      status: 304,
      headers: common,
      send: async (response) => void response.writeHead(304, common).end(),
    };
  }
  const range = rangeAllowed(file, headers) ? parseByteRange(headers.range, file.sizeBytes) : null;
  if (range === 'unsatisfiable') {
    const head = { ...common, 'content-range': `bytes */${file.sizeBytes}`, 'content-length': 0 };
    return { status: 416, headers: head, send: async (response) => void response.writeHead(416, head).end() };
  }
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  const head = {
    ...common,
    'content-length': end - start + 1,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${file.sizeBytes}` } : {}),
  };
  const status = range ? 206 : 200;
  const empty = method === 'HEAD' || file.sizeBytes === 0;
  return {
    status,
    headers: head,
    send: async (response) => {
      response.writeHead(status, head);
      if (empty) response.end();
      else await pump(file.open({ start, end }), response);
    },
  };
}

/** A part of a file that has changed since would not fit the parts already there: then the whole is sent. */
function rangeAllowed(file: ServedFile, headers: IncomingHttpHeaders): boolean {
  const condition = headers['if-range'];
  return condition === undefined || condition === file.etag;
}

async function pump(source: Readable, response: ServerResponse): Promise<void> {
  try {
    await pipeline(source, response);
  } catch (error) {
    // Players drop connections as they seek.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
