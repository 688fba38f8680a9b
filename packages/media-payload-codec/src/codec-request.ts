import type { Payload, PayloadCodec } from '@temporalio/common';
import { isPayloadUnreadableError } from './payload-unreadable-error.js';

/** The events of one page of the Temporal UI, in base64, with room to spare. In bytes. */
export const MAX_CODEC_BODY_BYTES = 16 * 1024 * 1024;

export interface CodecRequest {
  readonly path: 'encode' | 'decode';
  /** The body as it came. */
  readonly body: string;
  readonly maxBodyBytes?: number;
}

/** `body` is JSON; an error is `{ "message": … }`, which is what Temporal's tools show. */
export interface CodecAnswer {
  readonly status: 200 | 400 | 413;
  readonly body: string;
}

interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

/**
 * Temporal's protocol for remote codecs: `{ "payloads": [{ "metadata": { <name>: <base64> }, "data": <base64> }] }`
 * in, the same out. Whoever may call it sees everything: mount it behind authorization.
 *
 * A payload that cannot be read goes back as it came, still encrypted and naming its key, so that one old event does
 * not hide a whole history; no reader takes it for a value.
 */
export async function handleCodecRequest(
  codec: PayloadCodec,
  { path, body, maxBodyBytes = MAX_CODEC_BODY_BYTES }: CodecRequest,
): Promise<CodecAnswer> {
  if (Buffer.byteLength(body) > maxBodyBytes) {
    return refuse(413, `the body has more than ${maxBodyBytes} bytes: ask for fewer payloads at once`);
  }
  const payloads = parsePayloads(body);
  if (payloads === undefined) {
    return refuse(400, 'the body must be {"payloads":[{"metadata":{…},"data":"…"}]}, with values in base64');
  }
  const convert = path === 'encode' ? encodeOne : decodeOne;
  const converted = await Promise.all(payloads.map((payload) => convert(codec, payload)));
  return { status: 200, body: JSON.stringify({ payloads: converted.map(toJson) }) };
}

async function encodeOne(codec: PayloadCodec, payload: Payload): Promise<Payload> {
  return (await codec.encode([payload]))[0] ?? payload;
}

async function decodeOne(codec: PayloadCodec, payload: Payload): Promise<Payload> {
  try {
    return (await codec.decode([payload]))[0] ?? payload;
  } catch (error) {
    if (isPayloadUnreadableError(error)) return payload;
    throw error;
  }
}

function refuse(status: 400 | 413, message: string): CodecAnswer {
  return { status, body: JSON.stringify({ message }) };
}

function parsePayloads(body: string): Payload[] | undefined {
  const parsed = parseJson(body);
  if (!isRecord(parsed) || !Array.isArray(parsed['payloads'])) return undefined;
  const payloads: readonly unknown[] = parsed['payloads'];
  return payloads.every(isJsonPayload) ? payloads.map(fromJson) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJsonPayload(value: unknown): value is JsonPayload {
  if (!isRecord(value)) return false;
  const { metadata = {}, data = '' } = value;
  return isRecord(metadata) && [...Object.values(metadata), data].every(isBase64);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

function fromJson({ metadata = {}, data = '' }: JsonPayload): Payload {
  return {
    metadata: mapValues(metadata, (text) => Buffer.from(text, 'base64')),
    data: Buffer.from(data, 'base64'),
  };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  return { metadata: mapValues(metadata ?? {}, toBase64), data: toBase64(data ?? new Uint8Array()) };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}
