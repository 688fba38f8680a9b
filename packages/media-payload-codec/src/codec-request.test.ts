import { defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handleCodecRequest } from './codec-request.js';
import { createPayloadCodec } from './payload-codec.js';
import { parsePayloadKeys } from './payload-keys.js';
import { A, B } from './testing/keys.js';

const codec = createPayloadCodec(parsePayloadKeys(`a:${A}`));
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const json = (value: unknown): unknown => ({
  metadata: { encoding: base64('json/plain') },
  data: base64(JSON.stringify(value)),
});

async function encoded(values: readonly unknown[], by = codec): Promise<{ payloads: unknown[] }> {
  const { status, body } = await handleCodecRequest(by, {
    path: 'encode',
    body: JSON.stringify({ payloads: values.map(json) }),
  });
  expect(status).toBe(200);
  return JSON.parse(body) as { payloads: unknown[] };
}

describe('handleCodecRequest', () => {
  it('encodes and decodes as the tools of Temporal ask', async () => {
    const { payloads } = await encoded(['one', { two: 2 }]);
    expect(payloads[0]).toMatchObject({
      metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('a') },
    });
    const answer = await handleCodecRequest(codec, { path: 'decode', body: JSON.stringify({ payloads }) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ payloads: [json('one'), json({ two: 2 })] });
  });

  it('decodes what the codec of a process wrote', async () => {
    const payload = (await codec.encode([defaultPayloadConverter.toPayload('x')]))[0];
    const text = (bytes: Uint8Array | null | undefined): string =>
      Buffer.from(bytes ?? []).toString('base64');
    const metadata = Object.fromEntries(
      Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, text(bytes)]),
    );
    const body = JSON.stringify({ payloads: [{ metadata, data: text(payload?.data) }] });
    expect(JSON.parse((await handleCodecRequest(codec, { path: 'decode', body })).body)).toEqual({
      payloads: [json('x')],
    });
  });

  it('gives back as they came payloads that are plain or cannot be read', async () => {
    const foreign = await encoded(['theirs'], createPayloadCodec(parsePayloadKeys(`b:${B}`)));
    const ours = await encoded(['ours']);
    const payloads = [...foreign.payloads, json('plain'), ...ours.payloads];
    const { status, body } = await handleCodecRequest(codec, {
      path: 'decode',
      body: JSON.stringify({ payloads }),
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ payloads: [...foreign.payloads, json('plain'), json('ours')] });
  });

  it('takes the empty payload and the empty list', async () => {
    const body = JSON.stringify({ payloads: [{}] });
    expect(JSON.parse((await handleCodecRequest(codec, { path: 'decode', body })).body)).toEqual({
      payloads: [{ metadata: {}, data: '' }],
    });
    expect(await handleCodecRequest(codec, { path: 'encode', body: '{"payloads":[]}' })).toEqual({
      status: 200,
      body: '{"payloads":[]}',
    });
  });

  it.each([
    '',
    'no json',
    '[]',
    'null',
    '{}',
    '{"payloads":{}}',
    '{"payloads":[null]}',
    '{"payloads":[[]]}',
    '{"payloads":[{"data":1}]}',
    '{"payloads":[{"data":"not base64!"}]}',
    '{"payloads":[{"metadata":"x"}]}',
    '{"payloads":[{"metadata":{"encoding":7}}]}',
  ])('refuses %j', async (body) => {
    const answer = await handleCodecRequest(codec, { path: 'decode', body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      message: expect.stringContaining('payloads') as unknown,
    });
  });

  it('answers whatever it is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom('encode', 'decode'), async (value, path) => {
        const body = JSON.stringify({ payloads: [value] });
        expect([200, 400]).toContain((await handleCodecRequest(codec, { path, body })).status);
      }),
    );
  });

  it('refuses a body that is too large, by its bytes', async () => {
    const body = JSON.stringify({ payloads: [], note: '€'.repeat(10) });
    const limit = body.length + 1;
    const answer = await handleCodecRequest(codec, { path: 'decode', body, maxBodyBytes: limit });
    expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(`${limit} bytes`) as unknown });
  });
});
