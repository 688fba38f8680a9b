import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';

import { newCallbackSecret, signatureHeaders } from './signature.js';

/** The vectors that the libraries of the specification are tested with. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: 1_614_265_330_000,
  payload: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

function verify(headers: Record<string, string>, { secret = VECTOR.secret, payload = VECTOR.payload } = {}) {
  return () => new Webhook(secret).verify(payload, headers);
}

describe('signatureHeaders', () => {
  it('makes the signature of the published test vector', () => {
    expect(signatureHeaders([VECTOR.secret], VECTOR)).toEqual({
      'webhook-id': VECTOR.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': VECTOR.signature,
    });
  });

  it('signs id, time and payload with HMAC-SHA256 and the decoded secret, as the specification says', () => {
    const message = { id: 'cb_1', at: 1_700_000_000_999, payload: '{"é": "ü \u{1F600}"}' };
    const secret = newCallbackSecret();
    const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`cb_1.1700000000.${message.payload}`)
      .digest('base64');
    expect(signatureHeaders([secret], message)['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('signs with every secret, so that receivers of either can verify', () => {
    const [fresh, old] = [newCallbackSecret(), VECTOR.secret];
    const headers = signatureHeaders([fresh, old], { ...VECTOR, at: Date.now() });
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(verify(headers, { secret: fresh })()).toEqual({ test: 2_432_232_314 });
    expect(verify(headers, { secret: old })()).toEqual({ test: 2_432_232_314 });
    expect(verify(headers, { secret: newCallbackSecret() })).toThrow('No matching signature');
  });

  it('refuses an id with a full stop', () => {
    expect(() => signatureHeaders([VECTOR.secret], { ...VECTOR, id: 'a.b' })).toThrow('full stop');
  });
});

describe('what receivers do with the vectors of the specification', () => {
  const signed = signatureHeaders([VECTOR.secret], { ...VECTOR, at: Date.now() });
  const signature = signed['webhook-signature'] ?? '';
  const WRONG = 'Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
  const SIX_MINUTES_MS = 6 * 60_000;

  it('takes a valid signature, with and without the prefix of the secret, also among others', () => {
    expect(verify(signed)()).toEqual({ test: 2_432_232_314 });
    expect(verify(signed, { secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })()).toBeTruthy();
    const several = `v1,${WRONG} v2,${WRONG} ${signature} v1,${WRONG}`;
    expect(verify({ ...signed, 'webhook-signature': several })()).toBeTruthy();
  });

  it.each([
    ['no id', { ...signed, 'webhook-id': '' }],
    ['no time', { ...signed, 'webhook-timestamp': '' }],
    ['no signature', { ...signed, 'webhook-signature': '' }],
    ['a time that is none', { ...signed, 'webhook-timestamp': 'hello' }],
    ['a signature that is none', { ...signed, 'webhook-signature': 'v1,dawfeoifkpqwoekfpqoekf' }],
    ['a part of a signature', { ...signed, 'webhook-signature': signature.slice(0, 8) }],
    ['an empty signature', { ...signed, 'webhook-signature': 'v1,' }],
    ['a signature of another version', { ...signed, 'webhook-signature': signature.replace('v1', 'v2') }],
    ['another id', { ...signed, 'webhook-id': 'msg_other' }],
    ['an old attempt', signatureHeaders([VECTOR.secret], { ...VECTOR, at: Date.now() - SIX_MINUTES_MS })],
    ['a future attempt', signatureHeaders([VECTOR.secret], { ...VECTOR, at: Date.now() + SIX_MINUTES_MS })],
  ])('refuses %s', (_what, headers) => {
    expect(verify(headers)).toThrow();
  });

  it('refuses another payload', () => {
    expect(verify(signed, { payload: '{"test": 2432232315}' })).toThrow('No matching signature');
  });
});
