import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPayloadCodec, isEncrypted } from './payload-codec.js';
import { parsePayloadKeys } from './payload-keys.js';
import { isPayloadUnreadableError, type PayloadUnreadableError } from './payload-unreadable-error.js';
import { A, B } from './testing/keys.js';

const codecOf = (text: string): ReturnType<typeof createPayloadCodec> =>
  createPayloadCodec(parsePayloadKeys(text));
const codec = codecOf(`a:${A}`);

function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}

async function encrypted(value: unknown, by = codec): Promise<Payload> {
  const [payload] = await by.encode([payloadOf(value)]);
  if (!payload?.data) throw new Error('nothing was encoded');
  return payload;
}

async function read(payload: Payload, by = codec): Promise<unknown> {
  const [decoded] = await by.decode([payload]);
  if (!decoded) throw new Error('nothing was decoded');
  return defaultPayloadConverter.fromPayload(decoded);
}

async function refusal(by: typeof codec, payload: Payload): Promise<PayloadUnreadableError> {
  const error: unknown = await by.decode([payload]).catch((caught: unknown) => caught);
  if (!isPayloadUnreadableError(error)) throw new Error(`it was read, or failed otherwise: ${String(error)}`);
  return error;
}

const textOf = (payload: Payload): string =>
  [...Object.values(payload.metadata ?? {}), payload.data ?? new Uint8Array()]
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join();

describe('createPayloadCodec', () => {
  it('gives back what it was given, in its order, and shows nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), async (values) => {
        const payloads = await codec.encode(values.map(payloadOf));
        expect(payloads.every(isEncrypted)).toBe(true);
        const decoded = await codec.decode(payloads);
        expect(decoded.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
    );
    expect(textOf(await encrypted('https://media.test/secret.mp4'))).not.toMatch(/media|secret|json/);
  });

  it.each([
    ['bytes', new Uint8Array([0, 255, 1])],
    ['nothing', undefined],
    ['null', null],
    ['a megabyte', 'x'.repeat(1024 * 1024)],
  ])('keeps %s', async (_what, value) => {
    expect(await read(await encrypted(value))).toEqual(value);
  });

  it('never encrypts the same twice alike', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => encrypted('same')));
    expect(new Set(all.map(({ data }) => Buffer.from(data ?? []).toString('hex'))).size).toBe(50);
  });

  it('reads what its first release wrote: histories outlive releases', async () => {
    const data = Buffer.from(
      'AfURa1lBVQma9XVLkjAHpx3aHut/2+J+iCTuD3j2KK8ZoM1OcKGWBNItLMrHj8k1Ge2DOiAKqHt3TVtLnA==',
      'base64',
    );
    const metadata = { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from('a') };
    expect(await read({ metadata, data })).toBe('kept');
  });

  it('leaves alone what it did not encrypt', async () => {
    const plain = [payloadOf({ a: 1 }), {}, { metadata: { encoding: Buffer.from('binary/other') } }];
    expect(await codec.decode(plain)).toEqual(plain);
  });

  it('reads what older keys wrote, and writes with the first', async () => {
    const rotated = codecOf(`b:${B},a:${A}`);
    expect(await read(await encrypted('old'), rotated)).toBe('old');
    expect((await encrypted('new', rotated)).metadata?.['encryption-key-id']).toEqual(Buffer.from('b'));
  });

  it('writes plain and reads encrypted with plain in the first place', async () => {
    const reader = codecOf(`plain,a:${A}`);
    expect(await reader.encode([payloadOf('x')])).toEqual([payloadOf('x')]);
    expect(await read(await encrypted('x'), reader)).toBe('x');
  });

  it('names a key that it does not have, and what to do', async () => {
    const error = await refusal(codecOf(`b:${B}`), await encrypted('x'));
    expect(error.keyId).toBe('a');
    expect(error.message).toMatch(/key "a".*does not have \(it has: b\)\. Add it to PAYLOAD_KEYS/);
    const without = await refusal(createPayloadCodec(undefined), await encrypted('x'));
    expect(without.message).toContain('it has: none');
  });

  it('refuses what another key of the same id wrote', async () => {
    const error = await refusal(codecOf(`a:${B}`), await encrypted('x'));
    expect(error.message).toMatch(/another key of that id/);
  });

  it('refuses bytes that were changed, wherever', async () => {
    const payload = await encrypted('x');
    const { length } = payload.data ?? [];
    for (let at = 0; at < length; at += 1) {
      const data = Uint8Array.from(payload.data ?? []);
      data[at] = (data[at] ?? 0) ^ 1;
      expect((await refusal(codec, { ...payload, data })).keyId).toBe('a');
    }
    await refusal(codec, { ...payload, data: (payload.data ?? new Uint8Array()).subarray(0, 20) });
    await refusal(codec, { ...payload, data: null });
  });

  it('refuses a payload under the id of another key, though the key were the same', async () => {
    const payload = await encrypted('x');
    const renamed = { ...payload, metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('b') } };
    expect((await refusal(codecOf(`b:${A}`), renamed)).keyId).toBe('b');
  });

  it('tells its observer of what was read and what was not', async () => {
    const told: string[] = [];
    const watched = createPayloadCodec(parsePayloadKeys(`a:${A}`), {
      decrypted: () => told.push('read'),
      unreadable: ({ keyId }) => told.push(keyId),
    });
    await watched.decode([await encrypted('x'), payloadOf('plain')]);
    await refusal(watched, await encrypted('x', codecOf(`b:${B}`)));
    expect(told).toEqual(['read', 'b']);
  });
});
