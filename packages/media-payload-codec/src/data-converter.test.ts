import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/data-converter-helpers.js';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { describe, expect, it } from 'vitest';
import { createDataConverter } from './data-converter.js';
import { parsePayloadKeys } from './payload-keys.js';
import { PayloadUnreadableError } from './payload-unreadable-error.js';
import { A } from './testing/keys.js';

const SECRET = 'https://media.test/a.mp4';

function failureWith(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: 'BadInput',
    details: [{ source: SECRET }],
    cause: new Error(`because of ${SECRET}`),
  });
}

const on = loadDataConverter(createDataConverter(parsePayloadKeys(`a:${A}`)));

describe('createDataConverter', () => {
  it('encrypts messages, stacks, details and causes of failures, and keeps their type legible', async () => {
    const failure = await encodeErrorToFailure(on, failureWith(`cannot read ${SECRET}`));
    expect(JSON.stringify(failure)).not.toContain('media.test');
    expect(failure.message).toBe('Encoded failure');
    expect(failure.applicationFailureInfo?.type).toBe('BadInput');
    const error = await decodeOptionalFailureToOptionalError(on, failure);
    expect(error).toMatchObject({
      message: `cannot read ${SECRET}`,
      details: [{ source: SECRET }],
      cause: { message: `because of ${SECRET}` },
    });
  });

  it('keeps the message of a failure that is written again, as often as it is', async () => {
    const first = await encodeErrorToFailure(on, failureWith('why'));
    const error = await decodeOptionalFailureToOptionalError(on, first);
    for (const again of [1, 2, 3]) {
      const written = await encodeErrorToFailure(on, error);
      expect((await decodeOptionalFailureToOptionalError(on, written))?.message, `time ${again}`).toBe('why');
    }
  });

  it('leaves legible what tells of a missing key, for whoever has another', async () => {
    const error = new PayloadUnreadableError('encrypted with the key "b"', 'b');
    const asSdkDoes = ApplicationFailure.fromError(error, { message: `Failed to parse: ${error.message}` });
    const failure = await encodeErrorToFailure(on, asSdkDoes);
    expect(failure).toMatchObject({
      message: 'Failed to parse: encrypted with the key "b"',
      applicationFailureInfo: { type: 'PayloadUnreadableError', nonRetryable: false },
    });
    expect(JSON.stringify(failure)).not.toContain('Encoded failure');
  });

  it('bounds the stack, which the server would drop together with the message', async () => {
    const error = new Error('deep');
    error.stack = `Error: deep\n${'    at somewhere (file.js:1:1)\n'.repeat(1_000)}`;
    const { encodedAttributes } = await encodeErrorToFailure(on, error);
    expect(encodedAttributes?.data?.byteLength).toBeLessThan(2_000);
  });

  it.each([
    ['without keys', undefined],
    ['while it writes plain', parsePayloadKeys(`plain,a:${A}`)],
  ])('leaves failures legible %s', async (_when, keys) => {
    const off = loadDataConverter(createDataConverter(keys));
    expect(off.failureConverter).toBe(defaultFailureConverter);
    expect((await encodeErrorToFailure(off, failureWith('why'))).message).toBe('why');
  });

  it('reads encrypted failures while it writes plain', async () => {
    const off = loadDataConverter(createDataConverter(parsePayloadKeys(`plain,a:${A}`)));
    const failure = await encodeErrorToFailure(on, failureWith('why'));
    expect((await decodeOptionalFailureToOptionalError(off, failure))?.message).toBe('why');
  });

  it('refuses encrypted payloads without keys, rather than pass them on', async () => {
    const [payload] = await (on.payloadCodecs[0]?.encode([defaultPayloadConverter.toPayload(1)]) ?? []);
    const [codec] = loadDataConverter(createDataConverter(undefined)).payloadCodecs;
    await expect(codec?.decode([payload ?? {}])).rejects.toThrow('Add it to PAYLOAD_KEYS');
  });
});
